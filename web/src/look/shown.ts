// Which points are shown. Pure.
import type { Group, Groups, Kind } from "./groups";

export type GroupName = Group["name"];

export interface Shown {
  kind: Kind;
  groups: Groups;
  /** The groups that were chosen to be shown alone; none is all of them. */
  names: GroupName[];
  /** For each group whether it is shown. */
  of: boolean[];
}

export function shownOf(kind: Kind, groups: Groups, names: GroupName[]): Shown {
  const of = groups.all.map(({ name }) => names.length === 0 || names.includes(name));
  return { kind, groups, names, of };
}
