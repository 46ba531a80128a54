import type { ReactNode } from "react";
import { Icon } from "./Icon";

interface ChipProps {
  on: boolean;
  toggle: () => void;
  children: ReactNode;
}

/** What is on or off. */
export function Chip({ on, toggle, children }: ChipProps) {
  return (
    <button type="button" className="chip" aria-pressed={on} onClick={toggle}>
      {children}
    </button>
  );
}

interface MenuChipProps {
  label: string;
  /** Whether anything in it is chosen. */
  on: boolean;
  open: boolean;
  /** The id of what it opens. */
  controls: string;
  toggle: () => void;
}

/** What opens a choice of several. */
export function MenuChip({ label, on, open, controls, toggle }: MenuChipProps) {
  return (
    <button
      type="button"
      className="chip"
      data-on={on}
      aria-expanded={open}
      aria-controls={open ? controls : undefined}
      onClick={toggle}
    >
      <span>{label}</span>
      <Icon shape="down" />
    </button>
  );
}
