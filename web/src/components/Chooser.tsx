import { type ChangeEvent, useEffect, useState } from "react";
import { useWords } from "@/words/tongue";
import styles from "./Chooser.module.css";
import { Icon } from "./Icon";

const ACCEPTED =
  "image/jpeg,image/png,image/webp,image/gif,image/bmp,image/heic,image/heif,.heic,.heif";

type Take = (files: File[]) => void;

/** Where photos are chosen, taken, or dropped, as long as there are none. */
export function Chooser({ take }: { take: Take }) {
  const words = useWords();
  return (
    <section className={styles.chooser}>
      <h1>{words.headline}</h1>
      <p className={styles.promise}>{words.promise}</p>
      <div className={styles.well}>
        <p className={styles.invitation}>
          <Icon shape="photo" />
          {words.drop}
        </p>
        <ChooserButtons take={take} />
      </div>
      <p className={styles.privacy}>{words.privacy}</p>
    </section>
  );
}

/** The ways to photos that need a button; a camera is offered where fingers point. */
export function ChooserButtons({ take, again = false }: { take: Take; again?: boolean }) {
  const words = useWords();
  return (
    <div className={styles.buttons}>
      <FileButton take={take} label={again ? words.another : words.choose} main={!again} several />
      <FileButton take={take} label={words.takePhoto} camera />
    </div>
  );
}

interface FileButtonProps {
  take: Take;
  label: string;
  main?: boolean;
  several?: boolean;
  camera?: boolean;
}

function FileButton({ take, label, main, several, camera }: FileButtonProps) {
  const chosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
    take(Array.from(target.files ?? []));
    // So that the same file can be chosen again.
    target.value = "";
  };
  return (
    <label className={`button ${main ? "main" : ""} ${camera ? styles.camera : ""}`}>
      <Icon shape={camera ? "camera" : "photo"} />
      {label}
      <input
        className="unseen"
        type="file"
        accept={camera ? "image/*" : ACCEPTED}
        multiple={several}
        capture={camera ? "environment" : undefined}
        onChange={chosen}
      />
    </label>
  );
}

/** What lies over the page while photos hang over it. */
export function DropNow() {
  const words = useWords();
  return <p className={styles.over}>{words.dropNow}</p>;
}

/** Takes photos that are dropped on the page or pasted into it; true while some hang over it. */
export function useDropAndPaste(take: Take): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const carries = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const drag = (event: DragEvent) => {
      if (!carries(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!event.relatedTarget) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!carries(event)) return;
      event.preventDefault();
      setOver(false);
      take(Array.from(event.dataTransfer?.files ?? []));
    };
    const paste = (event: ClipboardEvent) => {
      const files = Array.from(event.clipboardData?.files ?? []);
      if (files.length > 0) take(files);
    };
    const stop = new AbortController();
    const { signal } = stop;
    window.addEventListener("dragover", drag, { signal });
    window.addEventListener("dragleave", leave, { signal });
    window.addEventListener("drop", drop, { signal });
    window.addEventListener("paste", paste, { signal });
    return () => stop.abort();
  }, [take]);
  return over;
}
