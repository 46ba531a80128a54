"""The tags of the two models, and what the program calls what they mean.

`ORDER` is the order of the graph's output. Each label is shown where one of its tags reaches its threshold
in the mean over a passage. Thresholds were set so that what is shown is there in the demo library, whose
instruments are known (`evaluate.py` counts); decades, and tags that say nothing (weird, catchy), are left out.
"""

MTT = (
    "guitar classical slow techno strings drums electronic rock fast piano ambient beat violin vocal synth female "
    "indian opera male singing vocals no_vocals harpsichord loud quiet flute woman male_vocal no_vocal pop soft sitar "
    "solo man classic choir voice new_age dance male_voice female_vocal beats harp cello no_voice weird country metal "
    "female_voice choral"
).split()
MSD = (
    "rock pop alternative indie electronic female_vocalists dance 00s alternative_rock jazz beautiful metal chillout "
    "male_vocalists classic_rock soul indie_rock mellow electronica 80s folk 90s chill instrumental punk oldies blues "
    "hard_rock ambient acoustic experimental female_vocalist guitar hip-hop 70s party country easy_listening sexy "
    "catchy funk electro heavy_metal progressive_rock 60s rnb indie_pop sad house happy"
).split()
ORDER = [f"mtt:{tag}" for tag in MTT] + [f"msd:{tag}" for tag in MSD]

# kind -> label -> tag: threshold
LABELS = {
    "voice": {
        "female vocals": {
            "mtt:female": 0.28, "mtt:woman": 0.22, "mtt:female_vocal": 0.2, "mtt:female_voice": 0.16,
            "msd:female_vocalists": 0.3, "msd:female_vocalist": 0.2,
        },
        "male vocals": {
            "mtt:male": 0.2, "mtt:man": 0.18, "mtt:male_vocal": 0.2, "mtt:male_voice": 0.14, "msd:male_vocalists": 0.2,
        },
        "opera": {"mtt:opera": 0.3},
        "choir": {"mtt:choir": 0.22, "mtt:choral": 0.2},
        "rap": {"msd:hip-hop": 0.3},
    },
    "instrument": {
        "piano": {"mtt:piano": 0.29},
        "guitar": {"mtt:guitar": 0.5, "msd:guitar": 0.3},
        "violin": {"mtt:violin": 0.46},
        "cello": {"mtt:cello": 0.2},
        "strings": {"mtt:strings": 0.29, "mtt:violin": 0.35},
        "flute": {"mtt:flute": 0.28},
        "harp": {"mtt:harp": 0.2},
        "harpsichord": {"mtt:harpsichord": 0.35},
        "sitar": {"mtt:sitar": 0.3},
        "drums": {"mtt:drums": 0.3},
        "synthesizer": {"mtt:synth": 0.3},
    },
    "genre": {
        "classical": {"mtt:classical": 0.28, "mtt:classic": 0.2},
        "rock": {"mtt:rock": 0.38, "msd:rock": 0.36, "msd:classic_rock": 0.3, "msd:alternative_rock": 0.3},
        "hard rock": {"msd:hard_rock": 0.25},
        "punk": {"msd:punk": 0.3},
        "metal": {"mtt:metal": 0.25, "msd:metal": 0.3, "msd:heavy_metal": 0.25},
        "progressive rock": {"msd:progressive_rock": 0.25},
        "pop": {"mtt:pop": 0.3, "msd:pop": 0.28},
        "indie": {"msd:indie": 0.33, "msd:indie_rock": 0.25, "msd:indie_pop": 0.22},
        "alternative": {"msd:alternative": 0.32},
        "electronic": {"mtt:electronic": 0.4, "msd:electronic": 0.42, "msd:electronica": 0.25, "msd:electro": 0.22},
        "techno": {"mtt:techno": 0.5},
        "house": {"msd:house": 0.25},
        "dance": {"mtt:dance": 0.25, "msd:dance": 0.32},
        "ambient": {"mtt:ambient": 0.28, "msd:ambient": 0.3},
        "new age": {"mtt:new_age": 0.25},
        "jazz": {"msd:jazz": 0.45},
        "blues": {"msd:blues": 0.3},
        "soul": {"msd:soul": 0.28},
        "funk": {"msd:funk": 0.22},
        "R&B": {"msd:rnb": 0.22},
        "folk": {"msd:folk": 0.38},
        "country": {"mtt:country": 0.35, "msd:country": 0.45},
        "hip-hop": {"msd:hip-hop": 0.3},
        "Indian": {"mtt:indian": 0.35},
        "acoustic": {"msd:acoustic": 0.3},
        "experimental": {"msd:experimental": 0.25},
        "oldies": {"msd:oldies": 0.25},
        "easy listening": {"msd:easy_listening": 0.15},
    },
    "mood": {
        "soft": {"mtt:soft": 0.14, "mtt:quiet": 0.14},
        "loud": {"mtt:loud": 0.18},
        "mellow": {"msd:mellow": 0.16},
        "relaxed": {"msd:chillout": 0.32, "msd:chill": 0.2},
        "sad": {"msd:sad": 0.1},
        "happy": {"msd:happy": 0.08},
        "beautiful": {"msd:beautiful": 0.14},
        "festive": {"msd:party": 0.12},
        "sensual": {"msd:sexy": 0.12},
    },
    "pace": {
        "slow": {"mtt:slow": 0.28},
        "fast": {"mtt:fast": 0.26},
        "with a beat": {"mtt:beat": 0.32, "mtt:beats": 0.22},
    },
}
