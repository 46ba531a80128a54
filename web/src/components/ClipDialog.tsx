import { useId, useState } from "react";
import type { Abilities, Song } from "@/api/client";
import { saveFile } from "@/export/save";
import { named } from "@/named";
import type { Photo } from "@/photo/photo";
import { usePlayer } from "@/player/usePlayer";
import { useWords } from "@/words/tongue";
import styles from "./ClipDialog.module.css";
import { Icon } from "./Icon";
import { LicenceName, termsOf } from "./Licence";
import { Modal } from "./Modal";
import { Notice } from "./Notice";
import { type Clip, clipped, SHAPES, type Shape, useClip } from "./useClip";
import { useAbilities } from "./useTold";

interface ClipDialogProps {
  song: Song;
  photos: Photo[];
  close: () => void;
}

/** Makes a clip of a photo and the passage of a song: what it is to look like, what may be done with it, and the
 * clip to save or share. */
export function ClipDialog({ song, photos, close }: ClipDialogProps) {
  const words = useWords();
  const abilities = useAbilities();
  const { made, making, trouble, make, stop, again } = useClip(song);
  const [shape, setShape] = useState<Shape>("9:16");
  const [photo, setPhoto] = useState(photos[0]);
  const [allowed, allow] = useState(!isDoubtful(song));
  const player = usePlayer();
  const order = () => {
    player?.pause();
    if (photo) void make(photo, shape);
  };
  const { title } = song.track;
  return (
    <Modal label={words.clipOf(title)} className={styles.dialog} close={close}>
      <div className={styles.inside}>
        <header>
          <h2>{words.clipOf(title)}</h2>
          <button type="button" className="quiet round" aria-label={words.dismiss} onClick={close}>
            <Icon shape="close" />
          </button>
        </header>
        {made ? (
          <Made clip={made} song={song} again={again} />
        ) : (
          <>
            <p className="hint">{words.clipLasts(lasts(song))}</p>
            {photos.length > 1 && <PhotoChoice photos={photos} chosen={photo} choose={setPhoto} />}
            <ShapeChoice photo={photo} chosen={shape} choose={setShape} />
            <Rights song={song} allowed={allowed} allow={allow} />
            <Missing abilities={abilities} />
            {trouble && <Notice trouble={trouble} steps={[]} />}
            <div className={styles.steps}>
              {making && <Making />}
              {making ? (
                <button type="button" className="button" onClick={stop}>
                  {words.stop}
                </button>
              ) : (
                <button
                  type="button"
                  className="button main"
                  disabled={!allowed || !photo || abilities?.clip.available === false}
                  onClick={order}
                >
                  {words.makeClip}
                </button>
              )}
            </div>
          </>
        )}
      </div>
    </Modal>
  );
}

function lasts(song: Song): number {
  const { from, to } = clipped(song);
  return Math.round(to - from);
}

/** Whether somebody has to say that they may show the song all the same. */
function isDoubtful({ track: { licence } }: Song): boolean {
  return !licence || licence.clip === "forbidden" || licence.clip === "unknown";
}

interface PhotoChoiceProps {
  photos: Photo[];
  chosen: Photo | undefined;
  choose: (photo: Photo) => void;
}

function PhotoChoice({ photos, chosen, choose }: PhotoChoiceProps) {
  const words = useWords();
  const name = useId();
  return (
    <fieldset className={styles.photos}>
      <legend className="unseen">{words.yourPhoto}</legend>
      {photos.map((photo, place) => (
        <label key={photo.id}>
          <input
            type="radio"
            name={name}
            checked={photo === chosen}
            onChange={() => choose(photo)}
          />
          {/* biome-ignore lint/performance/noImgElement: it lies in memory */}
          <img src={photo.url} alt={words.clipPhoto(place + 1)} />
        </label>
      ))}
    </fieldset>
  );
}

interface ShapeChoiceProps {
  photo: Photo | undefined;
  chosen: Shape;
  choose: (shape: Shape) => void;
}

/** The shapes, each with what it shows of the photo. */
function ShapeChoice({ photo, chosen, choose }: ShapeChoiceProps) {
  const words = useWords();
  const name = useId();
  return (
    <fieldset className={styles.shapes}>
      <legend>{words.shape}</legend>
      {SHAPES.map((shape) => (
        <label key={shape}>
          <input
            type="radio"
            name={name}
            checked={shape === chosen}
            onChange={() => choose(shape)}
          />
          {/* biome-ignore lint/performance/noImgElement: it lies in memory */}
          <span data-shape={shape}>{photo && <img src={photo.url} alt="" />}</span>
          {words.shapes[shape]} <small>{shape}</small>
        </label>
      ))}
    </fieldset>
  );
}

interface RightsProps {
  song: Song;
  allowed: boolean;
  allow: (allowed: boolean) => void;
}

/** What may be done with the song; where that is not sure, somebody has to say that they may. */
function Rights({ song, allowed, allow }: RightsProps) {
  const words = useWords();
  const { licence } = song.track;
  const doubtful = isDoubtful(song);
  return (
    <section className={styles.rights} data-doubtful={doubtful} aria-label={words.licence}>
      {licence ? (
        <>
          <p>
            {words.licence}:{" "}
            <strong>
              <LicenceName licence={licence} />
            </strong>
          </p>
          <p>{termsOf(licence, words)}</p>
        </>
      ) : (
        <p>{words.noLicence}</p>
      )}
      {doubtful && (
        <label>
          <input
            type="checkbox"
            checked={allowed}
            onChange={({ target }) => allow(target.checked)}
          />
          {words.iMay}
        </label>
      )}
    </section>
  );
}

/** What the server lacks, and what helps. */
function Missing({ abilities }: { abilities: Abilities | undefined }) {
  const words = useWords();
  const missing = abilities?.clip.missing;
  if (!missing) return null;
  return (
    <p className={styles.missing} role="alert">
      <strong>{words.clipMissing(missing)}</strong> {words.clipMissingNext}
    </p>
  );
}

function Making() {
  const words = useWords();
  return (
    <div className={styles.making} role="status">
      <progress aria-label={words.makingClip} />
      {words.makingClip}
    </div>
  );
}

/** The clip, to be looked at, saved and shared. */
function Made({ clip, song, again }: { clip: Clip; song: Song; again: () => void }) {
  const words = useWords();
  const share = { files: [clip.file], title: song.track.title };
  const canShare = navigator.canShare?.(share) ?? false;
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: the words of a song are not known to the second */}
      <video
        className={styles.film}
        src={clip.url}
        controls
        playsInline
        aria-label={song.track.title}
      />
      <p className="unseen" role="status">
        {words.clipMade}
      </p>
      <Credit song={song} />
      <div className={styles.steps}>
        <button type="button" className="link" onClick={again}>
          {words.otherClip}
        </button>
        {canShare && (
          <button
            type="button"
            className="button"
            // Whoever thinks better of it has done nothing wrong.
            onClick={() => navigator.share(share).catch(() => {})}
          >
            <Icon shape="share" />
            {words.shareClip}
          </button>
        )}
        <button
          type="button"
          className="button main"
          onClick={() => saveFile(clip.file.name, clip.file)}
        >
          <Icon shape="save" />
          {words.saveClip}
        </button>
      </div>
    </>
  );
}

/** How to name the song, where its licence asks for it. */
function Credit({ song: { track } }: { song: Song }) {
  const words = useWords();
  const { licence } = track;
  if (!licence?.credit) return null;
  const rights = [licence.name, licence.url].filter(Boolean).join(", ");
  return (
    <p className={styles.credit}>
      {words.nameIt}{" "}
      <q>
        {words.music} {named(track)} ({rights})
      </q>
    </p>
  );
}
