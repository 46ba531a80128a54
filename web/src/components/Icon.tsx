/** Drawn on a square of 24, as lines. */
const SHAPES = {
  play: "M8 5.5v13l11-6.5z",
  pause: "M8.5 6v12M15.5 6v12",
  like: "M12 19.5C6.5 15.6 4 12.6 4 9.4A4.2 4.2 0 0 1 12 7.4a4.2 4.2 0 0 1 8 2c0 3.2-2.5 6.2-8 10.1z",
  skip: "M6 6l8 6-8 6zM17.5 6v12",
  never: "M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4zM6.2 6.2l11.6 11.6",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  camera: "M4 8.5h3.5L9 6h6l1.5 2.5H20V18.5H4zM12 16a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  photo: "M4 5.5h16v13H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9.8h.01",
  back: "M9 7L4.5 11.5 9 16M5 11.5h9a5 5 0 0 1 0 8",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.8v2M12 19.2v2M2.8 12h2M19.2 12h2M5.5 5.5l1.4 1.4M17.1 17.1l1.4 1.4M18.5 5.5l-1.4 1.4M6.9 17.1l-1.4 1.4",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
  system: "M4 5.5h16v10.5H4zM9 19.5h6M12 16v3.5",
  plus: "M12 5.5v13M5.5 12h13",
  minus: "M5.5 12h13",
  whole: "M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15",
  story:
    "M7.5 3.5h9a1.5 1.5 0 0 1 1.5 1.5v14a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 6 19V5a1.5 1.5 0 0 1 1.5-1.5zM10.2 9v6l4.6-3z",
  clip: "M4 5.5h16v13H4zM8 5.5v13M16 5.5v13M4 9.8h4M4 14.2h4M16 9.8h4M16 14.2h4",
  save: "M12 4v11M7.5 10.5L12 15l4.5-4.5M5 19.5h14",
  share: "M12 15V4.5M8 8.2l4-4 4 4M6 11.5v8h12v-8",
  left: "M14.5 6l-6 6 6 6",
  right: "M9.5 6l6 6-6 6",
  down: "M7 10l5 5 5-5",
  search: "M10.8 4.5a6.3 6.3 0 1 0 0 12.6 6.3 6.3 0 0 0 0-12.6zM15.5 15.5l4.5 4.5",
} as const;

export type Shape = keyof typeof SHAPES;

/** A drawing beside words or a label that say the same. */
export function Icon({ shape, filled = false }: { shape: Shape; filled?: boolean }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="20"
      height="20"
      fill={filled ? "currentColor" : "none"}
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={SHAPES[shape]} />
    </svg>
  );
}
