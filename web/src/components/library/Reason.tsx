/** Why something could not be used, in the server's own words, which are English; what it names stands in
 * quotes. */
export function Reason({ reason }: { reason: string }) {
  const quoted = reason.replace(/`([^`]*)`/g, "“$1”");
  return (
    <span lang="en" title={quoted}>
      {quoted}
    </span>
  );
}
