// The profile under which the server learns: a random number, which this browser asks for when somebody
// first says what they like, and nothing before.
import { problemOf } from "@vibelens/client";
import { api } from "@/api/client";
import { keep, kept, useKept } from "@/kept";

export function profile(): string | undefined {
  return kept("profile");
}

export function useProfile(): string | undefined {
  return useKept("profile");
}

/** The profile, which is made if there is none. Fails as `Trouble`. */
export async function beginProfile(): Promise<string> {
  const known = profile();
  if (known) return known;
  const { data, error, response } = await api.POST("/api/v1/profiles");
  if (!data) throw problemOf(response, error);
  keep("profile", data.id);
  return data.id;
}

/** Deletes the profile and all that was learnt. Fails as `Trouble`; one that is gone already is no
 * failure. */
export async function endProfile(): Promise<void> {
  const id = profile();
  if (!id) return;
  const { error, response } = await api.DELETE("/api/v1/profiles/{id}", {
    params: { path: { id } },
  });
  if (!response.ok && response.status !== 404) throw problemOf(response, error);
  keep("profile", undefined);
}
