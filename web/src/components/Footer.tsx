import type { ReactNode } from "react";
import { useWords } from "@/words/tongue";
import styles from "./Footer.module.css";

/** The foot of every page: what is particular to the page, and the terms of what it is made of. */
export function Footer({ children }: { children?: ReactNode }) {
  const words = useWords();
  return (
    <footer className={styles.footer}>
      {children}
      <p>
        <a className="link" href="/licences.txt">
          {words.licences}
        </a>
      </p>
    </footer>
  );
}
