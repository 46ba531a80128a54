import { type FormEvent, useEffect, useId, useState } from "react";
import type { Share } from "@/api/client";
import { useFacets } from "@/library/useFacets";
import { COUNTS, type List, NO_WISH, restricts, USUAL, useWish, type Wish } from "@/question/wish";
import { moodOf } from "@/words/moods";
import { useWords } from "@/words/tongue";
import { useLanguage } from "@/words/useLanguage";
import { Chip, MenuChip } from "./Chips";
import chips from "./Chips.module.css";
import styles from "./Filters.module.css";
import { useMoods } from "./useTold";

/** How many languages and genres are offered, the most frequent ones; the address takes any other. */
const MOST = 24;
/** What is older is one era. */
const FIRST_DECADE = 1950;

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
      <div className={chips.chips}>
        {menus.map(({ name, label, options, chosen }) => (
          <MenuChip
            key={name}
            label={chosen.length > 0 ? words.chosen(label, namesOf(options, chosen)) : label}
            on={chosen.length > 0}
            open={open === name}
            controls={OPTIONS}
            toggle={() => setOpen(open === name ? undefined : name)}
          />
        ))}
        <Chip on={wish.clean} toggle={() => change({ clean: !wish.clean })}>
          {words.explicit}
        </Chip>
        <Chip on={wish.playable} toggle={() => change({ playable: !wish.playable })}>
          {words.withAudio}
        </Chip>
        <Count songs={wish.songs ?? USUAL} choose={(songs) => change({ songs })} />
        {(restricts(wish) || wish.more || wish.less) && (
          <button type="button" className="link" onClick={() => change(NO_WISH)}>
            {words.clear}
          </button>
        )}
      </div>
      {menu && (
        <fieldset className={chips.options} id={OPTIONS} aria-label={menu.label}>
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
  const languageOf = useLanguage();
  const facets = useFacets();
  const moods = useMoods().map(({ name }): Option => [name, moodOf(words, name)]);
  const list = (name: List, label: string, options: Option[]): Menu => ({
    name,
    label,
    options,
    chosen: wish[name],
    choose: (value) => ({ [name]: without(wish[name], value) ?? [...wish[name], value] }),
  });
  return [
    list("mood", words.mood, moods),
    list("language", words.language, named(facets?.languages, languageOf)),
    {
      name: "era",
      label: words.era,
      options: eras(facets?.decades, words.before, words.decade),
      chosen: wish.era ? [wish.era] : [],
      choose: (value) => ({ era: wish.era === value ? "" : value }),
    },
    list(
      "genre",
      words.genre,
      named(facets?.genres, (genre) => words.genres[genre]),
    ),
  ];
}

/** What the library has most of. */
function named(shares: Share[] = [], nameOf: (value: string) => string | undefined): Option[] {
  return shares.slice(0, MOST).map(({ name }) => [name, nameOf(name) ?? name]);
}

/** The decades that the library has songs of. */
function eras(
  shares: Share[] = [],
  before: (year: number) => string,
  decade: (year: number) => string,
): Option[] {
  const years = shares.map(({ name }) => Number(name));
  const old: Option[] = [[`-${FIRST_DECADE - 1}`, before(FIRST_DECADE)]];
  const late = years.filter((year) => FIRST_DECADE <= year);
  return [
    ...(late.length < years.length ? old : []),
    ...late.map((year): Option => [`${year}s`, decade(year)]),
  ];
}

/** The list without the value; `undefined` if it was not in it. */
function without(list: string[], value: string): string[] | undefined {
  return list.includes(value) ? list.filter((other) => other !== value) : undefined;
}

function namesOf(options: Option[], chosen: string[]): string {
  const names = new Map(options);
  return chosen.map((value) => names.get(value) ?? value).join(", ");
}

/** How many songs there are to be. */
function Count({ songs, choose }: { songs: number; choose: (songs: number) => void }) {
  const words = useWords();
  return (
    <label className={`chip ${styles.count}`}>
      {words.howMany}
      <select value={songs} onChange={({ target }) => choose(Number(target.value))}>
        {COUNTS.map((count) => (
          <option key={count}>{count}</option>
        ))}
      </select>
    </label>
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
    <form className="field" onSubmit={submit}>
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
