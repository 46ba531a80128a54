import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Answer } from "@/api/client";
import { dotFor, draw, type Look, MARGIN, pick, pictureOf } from "@/look/raster";
import type { Shown } from "@/look/shown";
import { useColours } from "@/look/useColours";
import type { Charted } from "@/look/useMap";
import { STEP, useView } from "@/look/useView";
import { type Place, pointAt, type Size, scaleOf, type View } from "@/look/view";
import { useWords } from "@/words/tongue";
import { Icon, type Shape } from "./Icon";
import styles from "./LookMap.module.css";
import { LookMarks } from "./LookMarks";
import { LookTip } from "./LookTip";

/** How far from a point, in pixels, it is still meant; a key means the one nearest to the middle of the map. */
const REACHES = { pointer: 14, key: 150 };
/** Screens with more pixels to the length are drawn as if they had so many: nobody sees more. */
const MOST_DENSITY = 2;
/** The picture is made in memory, so there the canvas had better be, too. */
const IN_MEMORY: CanvasRenderingContext2DSettings = { alpha: false, willReadFrequently: true };
/** What drawing a frame is called among the browser's measures. */
const DRAWN = "map drawn";

interface LookMapProps {
  charted: Charted;
  shown: Shown;
  /** The point whose passage is told beside the map. */
  chosen: number | undefined;
  choose: (point: number | undefined) => void;
  /** What was found for the photo that was dropped, and where the photo is shown from. */
  answer: Answer | undefined;
  photo: string | undefined;
  /** The track that is pointed at in the list of songs. */
  meant: string | undefined;
}

/** All passages of the library, on the plane of their feelings. */
export function LookMap({ charted, shown, chosen, choose, answer, photo, meant }: LookMapProps) {
  const words = useWords();
  const [field, setField] = useState<HTMLElement | null>(null);
  const [hovered, setHovered] = useState<number>();
  const size = useSize(field);
  const find = (place: Place | undefined, view: View, reach: number) =>
    place &&
    pick(
      charted.points,
      shown.groups,
      shown.of,
      pointAt(place, view, size),
      reach / scaleOf(view, size),
    );
  const { view, zoom, home, handlers } = useView(field, size, {
    point: (place, by) => choose(find(place, view, REACHES[by])),
    hover: (place) => setHovered(find(place, view, REACHES.pointer)),
  });
  return (
    <div className={styles.frame}>
      {/* It is moved with pointers and keys; what it shows is told in words and in a table beside it. */}
      <div
        ref={setField}
        className={styles.field}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes keys of its own
        tabIndex={0}
        aria-label={words.look}
        aria-describedby="map-keys"
        data-home={view.zoom === 1}
        data-over={hovered !== undefined}
        {...handlers}
      >
        {size.width > 0 && (
          <>
            <Dots charted={charted} shown={shown} view={view} size={size} />
            <LookMarks
              charted={charted}
              view={view}
              size={size}
              moods={shown.kind === "mood" ? shown.names : []}
              chosen={chosen}
              hovered={hovered}
              answer={answer}
              photo={photo}
              meant={meant}
            />
            <LookTip charted={charted} point={hovered} view={view} size={size} />
          </>
        )}
      </div>
      <div className={styles.buttons}>
        <Button shape="plus" label={words.zoomIn} act={() => zoom(STEP)} />
        <Button shape="minus" label={words.zoomOut} act={() => zoom(1 / STEP)} />
        <Button shape="whole" label={words.zoomBack} act={home} />
      </div>
    </div>
  );
}

function Button({ shape, label, act }: { shape: Shape; label: string; act: () => void }) {
  return (
    <button type="button" className="round" aria-label={label} title={label} onClick={act}>
      <Icon shape={shape} />
    </button>
  );
}

interface DotsProps {
  charted: Charted;
  shown: Shown;
  view: View;
  size: Size;
}

/** The points: one picture, drawn anew for every frame in which something moved. */
function Dots({ charted: { points }, shown, view, size }: DotsProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { groups, of } = shown;
  const density = Math.min(MOST_DENSITY, window.devicePixelRatio);
  const pixels = useMemo(() => inPixels(size, density), [size, density]);
  const picture = useMemo(() => pictureOf(pixels), [pixels]);
  const colours = useColours(
    useMemo(() => ["var(--card)", ...groups.all.map(({ colour }) => colour)], [groups]),
  );
  const frame = useCallback(() => {
    const context = canvas.current?.getContext("2d", IN_MEMORY);
    const [ground, ...own] = colours;
    if (!context || !ground) return;
    const started = performance.now();
    const [radius, opacity] = dotFor(points.count, view, size);
    const look: Look = { groups, shown: of, colours: own, ground, opacity, radius };
    draw(picture, points, view, { ...look, radius: Math.min(MARGIN, radius * density) });
    const { width, height } = picture.size;
    const bytes = new Uint8ClampedArray(picture.pixels.buffer);
    const image = new ImageData(bytes, width + 2 * MARGIN, height + 2 * MARGIN);
    context.putImageData(image, -MARGIN, -MARGIN);
    performance.measure(DRAWN, { start: started });
    performance.clearMeasures(DRAWN);
  }, [picture, points, groups, of, colours, view, size, density]);
  useLayoutEffect(frame, [frame]);
  return (
    <canvas
      ref={canvas}
      className={styles.dots}
      data-points={points.count}
      width={pixels.width}
      height={pixels.height}
    />
  );
}

function inPixels({ width, height }: Size, density: number): Size {
  return { width: Math.round(width * density), height: Math.round(height * density) };
}

/** How large an element is, as long as it is there. */
function useSize(element: HTMLElement | null): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
