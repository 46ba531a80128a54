import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";

interface ModalProps {
  /** What it is, for those who cannot see it. */
  label: string;
  className?: string | undefined;
  close: () => void;
  onKey?: (event: KeyboardEvent) => void;
  children: ReactNode;
}

/** A dialog over the page. The focus stays in it, and returns when it is closed: by Escape, or by a click
 * beside it. */
export function Modal({ label, className, close, onKey, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={className}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => event.target === dialog.current && close()}
      onKeyDown={onKey}
    >
      {children}
    </dialog>
  );
}
