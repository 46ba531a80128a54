import { useId, useState } from "react";
import { coverOf, type Playable } from "@/api/client";
import { hueOf, numbersOf } from "@/colour";

/** The cover of a song: its own, over the one that is drawn for it, which stays where there is no other. It
 * says nothing that the title beside it does not say. */
export function Cover({ song }: { song: Playable }) {
  const { id, has_cover } = song.track;
  const [broken, setBroken] = useState<string>();
  return (
    <>
      <Drawn song={song} />
      {has_cover && broken !== id && (
        // biome-ignore lint/performance/noImgElement: it comes small, and is exported without a server
        <img
          src={coverOf(id)}
          alt=""
          width="320"
          height="320"
          loading="lazy"
          decoding="async"
          onError={() => setBroken(id)}
        />
      )}
    </>
  );
}

/** A cover for a song that has none: its colours are those of the passage's feeling, its shapes follow from
 * the song. The more a passage stirs, the higher its waves. */
function Drawn({ song }: { song: Playable }) {
  const id = useId();
  const { feeling } = song.passage;
  const hue = hueOf(feeling);
  const numbers = numbersOf(song.track.id + song.track.title);
  const next = (least: number, most: number) => least + (most - least) * numbers.next().value;
  const turn = next(28, 62) * (next(0, 1) < 0.5 ? -1 : 1);
  const sun = { x: next(22, 78), y: next(20, 52), radius: next(11, 24) };
  const height = 5 + 9 * (feeling.arousal + 1) * 0.5;
  const waves = [58, 70, 83].map((y) => wave(y, height, next(0, 40), next(34, 52)));
  return (
    <svg viewBox="0 0 100 100" aria-hidden="true" preserveAspectRatio="xMidYMid slice">
      <defs>
        <linearGradient id={id} x1="0" y1="0" x2="0.4" y2="1">
          <stop offset="0" stopColor={`oklch(0.82 0.1 ${hue + turn})`} />
          <stop offset="1" stopColor={`oklch(0.56 0.14 ${hue})`} />
        </linearGradient>
      </defs>
      <rect width="100" height="100" fill={`url(#${id})`} />
      <circle
        cx={sun.x}
        cy={sun.y}
        r={sun.radius}
        fill={`oklch(0.94 0.07 ${hue + turn})`}
        opacity="0.85"
      />
      {waves.map((path, place) => (
        <path
          key={path}
          d={path}
          fill={`oklch(${0.5 - 0.1 * place} 0.12 ${hue - 12 * place})`}
          opacity="0.6"
        />
      ))}
    </svg>
  );
}

/** Waves from one side to the other, with all below them. */
function wave(y: number, height: number, shift: number, length: number): string {
  let path = `M ${-shift} 101 V ${y}`;
  for (let x = -shift; x < 100; x += length) {
    path += ` q ${length / 4} ${-height} ${length / 2} 0 t ${length / 2} 0`;
  }
  return `${path} V 101 Z`;
}
