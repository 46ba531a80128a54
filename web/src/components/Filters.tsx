import { type FormEvent, type ReactNode, useEffect, useId, useState } from "react";
import { type List, NO_WISH, restricts, useWish, type Wish } from "@/question/wish";
import { useTongue, useWords } from "@/words/tongue";
import styles from "./Filters.module.css";
import { Icon } from "./Icon";
import { useMoods } from "./useMoods";

/** Languages that are offered by name; the address takes any other by its code. */
const LANGUAGES = ["en", "vi", "fr", "de", "es", "it", "pt", "zh", "ja", "ko", "ru", "hi", "ar"];
const FIRST_DECADE = 1950;
const LAST_DECADE = 2020;

/** A value that can be chosen, and what it is called. */
type Option = [value: string, name: string];

/** What may be offered, as chips, and words to steer by. */
export function Filters() {
  const words = useWords();
  const [wish, change] = useWish();
  const [open, setOpen] = useState<List | "era">();
  const menus = useMenus(wish);
  const menu = menus.find(({ name }) => name === open);
  return (
    <section className={styles.filters} aria-label={words.filters}>
      <div className={styles.chips}>
        {menus.map(({ name, label, options, chosen }) => (
          <MenuChip
            key={name}
            label={chosen.length > 0 ? words.chosen(label, namesOf(options, chosen)) : label}
            on={chosen.length > 0}
            open={open === name}
            toggle={() => setOpen(open === name ? undefined : name)}
          />
        ))}
        <Chip on={wish.clean} toggle={() => change({ clean: !wish.clean })}>
          {words.explicit}
        </Chip>
        <Chip on={wish.playable} toggle={() => change({ playable: !wish.playable })}>
          {words.withAudio}
        </Chip>
        {(restricts(wish) || wish.more || wish.less) && (
          <button type="button" className="link" onClick={() => change(NO_WISH)}>
            {words.clear}
          </button>
        )}
      </div>
      {menu && (
        <fieldset className={styles.options} id={OPTIONS} aria-label={menu.label}>
          {menu.options.map(([value, name]) => (
            <Chip
              key={value}
              on={menu.chosen.includes(value)}
              toggle={() => change(menu.choose(value))}
            >
              {name}
            </Chip>
          ))}
        </fieldset>
      )}
      <div className={styles.texts}>
        <Steer
          label={words.more}
          hint={words.moreHint}
          said={wish.more}
          say={(more) => change({ more })}
        />
        <Steer
          label={words.less}
          hint={words.lessHint}
          said={wish.less}
          say={(less) => change({ less })}
        />
      </div>
    </section>
  );
}

const OPTIONS = "filter-options";

interface Menu {
  name: List | "era";
  label: string;
  options: Option[];
  chosen: string[];
  choose: (value: string) => Partial<Wish>;
}

function useMenus(wish: Wish): Menu[] {
  const words = useWords();
  const languages = new Intl.DisplayNames([useTongue()], { type: "language" });
  const moods = useMoods().map(({ name }): Option => [name, words.moods[name] ?? name]);
  const list = (name: List, label: string, options: Option[]): Menu => ({
    name,
    label,
    options,
    chosen: wish[name],
    choose: (value) => ({ [name]: without(wish[name], value) ?? [...wish[name], value] }),
  });
  return [
    list("mood", words.mood, moods),
    list(
      "language",
      words.language,
      LANGUAGES.map((code) => [code, languages.of(code) ?? code]),
    ),
    {
      name: "era",
      label: words.era,
      options: eras(words.before, words.decade),
      chosen: wish.era ? [wish.era] : [],
      choose: (value) => ({ era: wish.era === value ? "" : value }),
    },
    list("genre", words.genre, Object.entries(words.genres)),
  ];
}

function eras(before: (year: number) => string, decade: (year: number) => string): Option[] {
  const options: Option[] = [[`-${FIRST_DECADE - 1}`, before(FIRST_DECADE)]];
  for (let year = FIRST_DECADE; year <= LAST_DECADE; year += 10)
    options.push([`${year}s`, decade(year)]);
  return options;
}

/** The list without the value; `undefined` if it was not in it. */
function without(list: string[], value: string): string[] | undefined {
  return list.includes(value) ? list.filter((other) => other !== value) : undefined;
}

function namesOf(options: Option[], chosen: string[]): string {
  const names = new Map(options);
  return chosen.map((value) => names.get(value) ?? value).join(", ");
}

function Chip({ on, toggle, children }: { on: boolean; toggle: () => void; children: ReactNode }) {
  return (
    <button type="button" className="chip" aria-pressed={on} onClick={toggle}>
      {children}
    </button>
  );
}

interface MenuChipProps {
  label: string;
  on: boolean;
  open: boolean;
  toggle: () => void;
}

function MenuChip({ label, on, open, toggle }: MenuChipProps) {
  return (
    <button
      type="button"
      className="chip"
      data-on={on}
      aria-expanded={open}
      aria-controls={open ? OPTIONS : undefined}
      onClick={toggle}
    >
      <span>{label}</span>
      <Icon shape="down" />
    </button>
  );
}

interface SteerProps {
  label: string;
  hint: string;
  said: string;
  say: (text: string) => void;
}

/** Words to steer by; Enter asks with them, and so does leaving the field. */
function Steer({ label, hint, said, say }: SteerProps) {
  const id = useId();
  const [text, setText] = useState(said);
  useEffect(() => setText(said), [said]);
  const settle = () => {
    if (text.trim() !== said) say(text.trim());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    settle();
  };
  return (
    <form className={styles.steer} onSubmit={submit}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={text}
        placeholder={hint}
        maxLength={200}
        enterKeyHint="search"
        onChange={({ target }) => setText(target.value)}
        onBlur={settle}
      />
    </form>
  );
}
