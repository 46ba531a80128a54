import { useEffect, useId, useRef, useState } from "react";
import type { Facets } from "@/api/client";
import { type Listing, STATES, type State } from "@/library/listing";
import { useWords } from "@/words/tongue";
import { useLanguage } from "@/words/useLanguage";
import { Chip, MenuChip } from "../Chips";
import chips from "../Chips.module.css";
import { Icon } from "../Icon";
import styles from "./Library.module.css";

/** Milliseconds after the last key until what was typed is searched for. */
const PAUSE = 200;

interface ChoiceProps {
  listing: Listing;
  change: (change: Partial<Listing>) => void;
  facets: Facets | undefined;
}

/** Which list, and which of its rows. */
export function Choice({ listing, change, facets }: ChoiceProps) {
  const words = useWords();
  const { list, search } = listing;
  const choose = (list: Listing["list"]) =>
    change({ list, search: "", language: "", only: undefined, track: "" });
  return (
    <search className={styles.choice}>
      <fieldset className={styles.which} aria-label={words.browse.lists}>
        <button type="button" aria-pressed={list === "tracks"} onClick={() => choose("tracks")}>
          {words.songs}
        </button>
        <button type="button" aria-pressed={list === "refused"} onClick={() => choose("refused")}>
          {words.browse.refused}
          {facets && facets.refused > 0 && <span>{facets.refused}</span>}
        </button>
      </fieldset>
      <Search
        key={list}
        label={list === "tracks" ? words.browse.search : words.browse.searchRefused}
        said={search}
        say={(search) => change({ search })}
      />
      {list === "tracks" && <Chips listing={listing} change={change} facets={facets} />}
    </search>
  );
}

interface SearchProps {
  label: string;
  said: string;
  say: (text: string) => void;
}

/** What is searched for, once the hand rests. */
function Search({ label, said, say }: SearchProps) {
  const [text, setText] = useState(said);
  const timer = useRef<number>(undefined);
  // What is typed stays as it is where it says the same.
  useEffect(() => setText((text) => (text.trim() === said ? text : said)), [said]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const type = (text: string) => {
    setText(text);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => say(text.trim()), PAUSE);
  };
  return (
    <label className={`field ${styles.search}`}>
      <Icon shape="search" />
      <span className="unseen">{label}</span>
      <input
        type="search"
        value={text}
        placeholder={label}
        maxLength={200}
        enterKeyHint="search"
        onChange={({ target }) => type(target.value)}
      />
    </label>
  );
}

function Chips({ listing: { language, only }, change, facets }: ChoiceProps) {
  const words = useWords();
  const nameOf = useLanguage();
  const id = useId();
  const [open, setOpen] = useState(false);
  const toggle = (state: State) => change({ only: only === state ? undefined : state });
  const label = language ? words.chosen(words.language, nameOf(language)) : words.language;
  return (
    <>
      <div className={chips.chips}>
        <MenuChip
          label={label}
          on={language !== ""}
          open={open}
          controls={id}
          toggle={() => setOpen(!open)}
        />
        {STATES.map((state) => (
          <Chip key={state} on={only === state} toggle={() => toggle(state)}>
            {words.browse.states[state]}
          </Chip>
        ))}
      </div>
      {open && (
        <fieldset className={chips.options} id={id} aria-label={words.language}>
          {facets?.languages.map(({ name, tracks }) => (
            <Chip
              key={name}
              on={name === language}
              toggle={() => change({ language: name === language ? "" : name })}
            >
              {nameOf(name)} <span className={styles.count}>{tracks}</span>
            </Chip>
          ))}
        </fieldset>
      )}
    </>
  );
}
