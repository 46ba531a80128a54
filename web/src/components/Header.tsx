import { keep, useKept } from "@/kept";
import { chooseTongue, TONGUES, type Tongue, useTongue, useWords } from "@/words/tongue";
import styles from "./Header.module.css";
import { Icon } from "./Icon";

const THEMES = ["system", "light", "dark"] as const;
const SHAPES = { system: "system", light: "sun", dark: "moon" } as const;

export type Theme = (typeof THEMES)[number];

export function useTheme(): Theme {
  const kept = useKept("theme");
  return THEMES.find((theme) => theme === kept) ?? "system";
}

/** The name, the other pages, and what is chosen once: the language and the colours. */
export function Header() {
  const words = useWords();
  return (
    <header className={styles.header}>
      <a className={styles.name} href="/">
        <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
          <circle cx="16" cy="16" r="14" fill="var(--accent)" />
          <circle cx="16" cy="16" r="7" fill="none" stroke="var(--on-accent)" strokeWidth="2.5" />
          <path d="M14 12v8l7-4z" fill="var(--on-accent)" />
        </svg>
        {words.title}
      </a>
      <nav className={styles.pages} aria-label={words.pages}>
        <a href="/library">{words.library}</a>
        <a href="/look">{words.look}</a>
        <a href="/evaluation">{words.evaluation}</a>
      </nav>
      <div className={styles.choices}>
        <TongueChoice />
        <ThemeChoice />
      </div>
    </header>
  );
}

function TongueChoice() {
  const words = useWords();
  const chosen = useTongue();
  return (
    <fieldset className={styles.tongues} aria-label={words.tongue}>
      {(Object.keys(TONGUES) as Tongue[]).map((tongue) => (
        <button
          key={tongue}
          type="button"
          lang={tongue}
          aria-label={`${tongue.toUpperCase()}: ${TONGUES[tongue]}`}
          aria-pressed={tongue === chosen}
          onClick={() => chooseTongue(tongue)}
        >
          {tongue.toUpperCase()}
        </button>
      ))}
    </fieldset>
  );
}

function ThemeChoice() {
  const words = useWords();
  const theme = useTheme();
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  const label = words.chosen(words.theme, words.themes[theme]);
  return (
    <button
      type="button"
      className="quiet round"
      aria-label={label}
      title={label}
      onClick={() => keep("theme", next === "system" ? undefined : next)}
    >
      <Icon shape={SHAPES[theme]} />
    </button>
  );
}
