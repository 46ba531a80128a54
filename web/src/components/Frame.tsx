"use client";

import type { ReactNode } from "react";
import { useWords } from "@/words/tongue";
import { Footer } from "./Footer";
import styles from "./Frame.module.css";
import { Header } from "./Header";
import { useDocument } from "./useDocument";

interface FrameProps {
  name: "library" | "look" | "evaluation";
  children: ReactNode;
}

/** What is around a page that stands by itself; `name` is its name among the words. */
export function Frame({ name, children }: FrameProps) {
  const words = useWords();
  useDocument(`${words[name]} – ${words.title}`);
  return (
    <div className={styles.page}>
      <Header />
      <main>
        <h1 className={styles.title}>{words[name]}</h1>
        {children}
      </main>
      <Footer />
    </div>
  );
}
