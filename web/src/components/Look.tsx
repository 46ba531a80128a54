"use client";

import { useMemo, useState } from "react";
import { groupsOf, type Kind } from "@/look/groups";
import { type GroupName, shownOf } from "@/look/shown";
import { type Charted, useMap } from "@/look/useMap";
import { usePassage } from "@/look/usePassage";
import { useHeard } from "@/player/useHeard";
import { usePagePlayer } from "@/player/usePagePlayer";
import { PlayerContext } from "@/player/usePlayer";
import { useAnswer } from "@/question/useAnswer";
import { useTongue, useWords } from "@/words/tongue";
import { DropNow, useDropAndPaste } from "./Chooser";
import styles from "./Look.module.css";
import { LookCoverage } from "./LookCoverage";
import { LookFigures } from "./LookFigures";
import { LookLegend } from "./LookLegend";
import { LookMap } from "./LookMap";
import { LookPassage } from "./LookPassage";
import { LookPhoto } from "./LookPhoto";
import { Notice } from "./Notice";
import { useSubject } from "./useSubject";

/** The library at a glance: a map of it, and how well it answers photos. */
export function Look() {
  const words = useWords();
  const { charted, trouble, again } = useMap();
  const player = usePagePlayer();
  if (trouble) return <Notice trouble={trouble} steps={[{ label: words.again, take: again }]} />;
  return (
    <PlayerContext value={player}>
      {charted ? (
        <Loaded charted={charted} />
      ) : (
        <div className={styles.waiting} role="status">
          {words.charting}
        </div>
      )}
    </PlayerContext>
  );
}

function Loaded({ charted }: { charted: Charted }) {
  const words = useWords();
  const number = new Intl.NumberFormat(useTongue());
  const [kind, setKind] = useState<Kind>("mood");
  const [names, setNames] = useState<GroupName[]>([]);
  const [chosen, setChosen] = useState<number>();
  const [meant, setMeant] = useState<string>();
  const { subject, take, refused } = useSubject();
  const [asked, again] = useAnswer(subject);
  const over = useDropAndPaste(take);
  const { map, points, moods } = charted;
  const told = usePassage(map, chosen);
  const groups = useMemo(() => groupsOf(kind, map, points, moods), [kind, map, points, moods]);
  const shown = useMemo(() => shownOf(kind, groups, names), [kind, groups, names]);
  useHeard([...(told.passage ? [told.passage] : []), ...(asked.answer?.recommendations ?? [])]);
  return (
    <div className={styles.look}>
      <p className={styles.intro}>
        {words.charted(number.format(points.count), number.format(map.tracks.id.length))}
      </p>
      <div className={styles.columns}>
        <LookLegend
          shown={shown}
          tell={(kind) => {
            setKind(kind);
            setNames([]);
          }}
          show={setNames}
        />
        <div className={styles.chart}>
          <LookMap
            charted={charted}
            shown={shown}
            chosen={chosen}
            choose={setChosen}
            answer={asked.answer}
            photo={subject.photos[0]?.url}
            meant={meant}
          />
          <p className="hint" id="map-keys">
            {words.mapKeys}
          </p>
        </div>
        <div className={styles.beside}>
          <LookPassage {...told} />
          <LookPhoto
            photo={subject.photos[0]}
            asked={asked}
            refused={refused}
            again={again}
            take={take}
            mean={setMeant}
          />
        </div>
      </div>
      <LookFigures moods={map.moods} />
      <LookCoverage moods={map.moods} />
      {over && <DropNow />}
    </div>
  );
}
