//! The most likely way through a song that sings given sounds in their order.
//!
//! It is Viterbi's algorithm on the topology of connectionist temporal classification (A. Graves et
//! al., "Connectionist temporal classification", 2006): before, between and after the sounds there
//! may be frames without one, and a sound may go on for several frames.

use crate::models::speech::{KIND_COUNT, Sung};

/// A sound that has to come, in order; it is one of some kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// A bit for each kind, that of the first kind (no sound) among them if it may be silent.
    pub(super) kinds: u32,
    /// The line that it is a sound of.
    pub(super) line: usize,
}

impl Slot {
    /// Whether it has to be heard.
    pub(super) fn sounds(self) -> bool {
        self.kinds & 1 == 0
    }

    /// How likely one of its kinds is in a frame.
    fn likely(kinds: u32, frame: &[f32; KIND_COUNT]) -> f32 {
        let named = frame.iter().enumerate().filter(|(kind, _)| kinds & (1 << kind) != 0);
        named.map(|(_, likely)| likely).sum()
    }
}

/// What a frame is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The slot of this number.
    Sound(usize),
    /// No sound, before the slot of this number.
    Pause(usize),
}

/// The most likely way.
pub(super) struct Path {
    /// What each frame is taken for.
    pub(super) steps: Vec<Step>,
    /// The logarithm of how likely that is, all in all.
    pub(super) likelihood: f64,
}

/// No frame counts as less likely than this, as a logarithm: words are misspelled, and ears err.
const FLOOR: f32 = -4.5;
/// The most slots times frames: memory of as many bytes, which holds half an hour of rap.
const MOST: usize = 200_000_000;

/// Where a slot was come to from.
const STAYED: u8 = 0;
const FROM_PAUSE: u8 = 1;
const FROM_SOUND: u8 = 2;
/// Set where a pause was come to from the sound before it.
const PAUSE_BEGAN: u8 = 4;

/// Finds the most likely way through all `slots`, in order; `None` where the piece is shorter than
/// its sounds, or far too long. Each frame without a sound within a line costs `pause_within`.
pub(super) fn best(sung: &Sung, slots: &[Slot], pause_within: f32) -> Option<Path> {
    let (frames, count) = (sung.frames(), slots.len());
    if count == 0 || frames.len() <= count || MOST < frames.len() * count {
        return None;
    }
    let sets = Sets::of(slots);
    let costs = pause_costs(slots, pause_within);
    // The best way to be, in this frame, in the pause before each slot and in each slot; after the
    // last slot there is one more pause.
    let mut pauses = vec![f32::NEG_INFINITY; count + 1];
    let mut sounds = vec![f32::NEG_INFINITY; count];
    let mut came = vec![0; frames.len() * count];
    let mut ended = vec![false; frames.len()];
    let mut likely = vec![0.0; sets.kinds.len()];
    for (number, frame) in frames.iter().enumerate() {
        let none = floored(frame[0] + frame[1]);
        for (likely, kinds) in likely.iter_mut().zip(&sets.kinds) {
            *likely = floored(Slot::likely(*kinds, frame));
        }
        if number == 0 {
            (pauses[0], sounds[0]) = (none, likely[sets.of_slot[0]]);
            continue;
        }
        let came = &mut came[number * count..][..count];
        let mut sound_before = f32::NEG_INFINITY;
        for slot in 0..count {
            let (pause, sound) = (pauses[slot], sounds[slot]);
            let stay = pause - costs[slot];
            let (mut from, mut best) = (STAYED, sound);
            if best < pause {
                (from, best) = (FROM_PAUSE, pause);
            }
            if best < sound_before {
                (from, best) = (FROM_SOUND, sound_before);
            }
            came[slot] = if stay < sound_before { from | PAUSE_BEGAN } else { from };
            pauses[slot] = stay.max(sound_before) + none;
            sounds[slot] = best + likely[sets.of_slot[slot]];
            sound_before = sound;
        }
        ended[number] = pauses[count] < sound_before;
        pauses[count] = pauses[count].max(sound_before) + none;
    }
    let at_end =
        if sounds[count - 1] < pauses[count] { Step::Pause(count) } else { Step::Sound(count - 1) };
    let likelihood = f64::from(sounds[count - 1].max(pauses[count]));
    Some(Path { steps: backwards(at_end, &came, &ended, count), likelihood })
}

fn floored(likely: f32) -> f32 {
    likely.ln().max(FLOOR)
}

/// The different sets of kinds among the slots, and which is whose.
struct Sets {
    kinds: Vec<u32>,
    of_slot: Vec<usize>,
}

impl Sets {
    fn of(slots: &[Slot]) -> Self {
        let mut kinds: Vec<u32> = slots.iter().map(|slot| slot.kinds).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let of_slot =
            slots.iter().map(|slot| kinds.partition_point(|set| *set < slot.kinds)).collect();
        Self { kinds, of_slot }
    }
}

/// What a frame in the pause before each slot costs.
fn pause_costs(slots: &[Slot], within: f32) -> Vec<f32> {
    let inside = |number: usize| 0 < number && slots[number - 1].line == slots[number].line;
    (0..slots.len()).map(|number| if inside(number) { within } else { 0.0 }).collect()
}

fn backwards(at_end: Step, came: &[u8], ended: &[bool], count: usize) -> Vec<Step> {
    let mut steps = vec![at_end; ended.len()];
    for number in (1..ended.len()).rev() {
        let before = match steps[number] {
            Step::Pause(slot) if slot == count => {
                if ended[number] {
                    Step::Sound(count - 1)
                } else {
                    Step::Pause(count)
                }
            }
            Step::Pause(slot) if came[number * count + slot] & PAUSE_BEGAN != 0 => {
                Step::Sound(slot - 1)
            }
            Step::Pause(slot) => Step::Pause(slot),
            Step::Sound(slot) => match came[number * count + slot] & !PAUSE_BEGAN {
                STAYED => Step::Sound(slot),
                FROM_PAUSE => Step::Pause(slot),
                _ => Step::Sound(slot - 1),
            },
        };
        steps[number - 1] = before;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: usize = 2;
    const S: usize = 14;

    /// A second of frames in which a kind is heard at its place.
    fn sung(heard: &[(usize, usize)]) -> Sung {
        let mut frames = vec![[0.0; KIND_COUNT]; 25];
        for frame in &mut frames {
            frame[0] = 1.0;
        }
        for (number, kind) in heard {
            frames[*number] = [0.0; KIND_COUNT];
            frames[*number][*kind] = 1.0;
        }
        Sung::new(frames)
    }

    fn slot(kinds: &[usize], line: usize) -> Slot {
        Slot { kinds: kinds.iter().fold(0, |all, kind| all | 1 << kind), line }
    }

    fn places(path: &Path, count: usize) -> Vec<Option<usize>> {
        (0..count)
            .map(|slot| path.steps.iter().position(|step| *step == Step::Sound(slot)))
            .collect()
    }

    #[test]
    fn sounds_are_found_where_they_are_heard() {
        let sung = sung(&[(3, A), (7, S), (20, A)]);
        let slots = [slot(&[A], 0), slot(&[S], 0), slot(&[A], 1)];
        let path = best(&sung, &slots, 0.05).unwrap();
        assert_eq!(places(&path, 3), [Some(3), Some(7), Some(20)]);
        assert_eq!(path.steps.len(), 25);
        assert_eq!(path.steps[24], Step::Pause(3));
    }

    #[test]
    fn a_sound_that_is_not_heard_takes_a_frame_between_its_neighbours() {
        let sung = sung(&[(3, A), (20, A)]);
        let slots = [slot(&[A], 0), slot(&[S], 0), slot(&[A], 1)];
        let path = best(&sung, &slots, 0.05).unwrap();
        let places = places(&path, 3);
        assert_eq!((places[0], places[2]), (Some(3), Some(20)));
        assert!(places[1].is_some_and(|place| (4..20).contains(&place)));
    }

    #[test]
    fn pauses_stand_between_lines_rather_than_within_them() {
        let sung = sung(&[(3, A), (12, A), (20, S)]);
        let slots = [slot(&[A], 0), slot(&[A], 1), slot(&[S], 1)];
        let of = |within| places(&best(&sung, &slots, within).unwrap(), 3);
        assert_eq!(of(0.05), [Some(3), Some(12), Some(20)]);
        let dear = of(5.0);
        assert_eq!(dear[1].map(|place| place + 1), dear[2], "no pause is worth that");
    }

    #[test]
    fn more_sounds_than_frames_have_no_way() {
        assert!(best(&sung(&[]), &[slot(&[A], 0); 25], 0.05).is_none());
        assert!(best(&sung(&[]), &[], 0.05).is_none());
    }
}
