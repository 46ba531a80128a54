"""Which themes of songs a photo is about: from Corel5k's words, OASIS's themes and scene folders.

Words that say nothing of a song (sky, people, stone, jet) have no theme.
"""

WORDS = """
sea: sea ocean beach waves coast shore boats ships sailboats sails harbor island bay coral reefs whales lighthouse dock boat sailing shark stingray cliff-diver parasailing
river: river lake stream pond waterfalls canal rapids canoe marsh rafting flood
storm: storm thunderstorm lightning tornado
rain: mist fog rainbow weather_rain weather_cloudy
snow: snow ice frost frozen winter arctic tundra glacier polar cold skijump penguins penguin
spring: blossoms
autumn: autumn fall
night: night galaxy fireworks
moon: moon star galaxy
sun: sun sunrise weather_shine weather_sunrise
evening: sunset
forest: forest clearing woods timber
mountain: mountain valley hills hillside peaks cliff canyon slope range rockface rock-climbing volcano
field: field meadow farms crops plain grass picnic sheep lamb
flowers: flowers garden petals tulip poppies lily rose blooms orchid chrysanthemums sunflower
birds: birds nest albatross booby eagle hawk penguin bird pigeon crow penguins
animals: horses foals mare bear polar cat tiger fox deer elk fish zebra coyote grizzly herd bulls caribou moose cubs elephant mule cow seals lion goat sheep wolf dog lynx squirrel rabbit fawn whales butterfly antelope giraffe leopard cougar angelfish animals calf pups bee horse horse-racing chipmunk lamb monkey pig seal shark
city: city street buildings skyline shops town market bridge village plaza crowd sidewalk house crosswalk skyscraper traffic
church: church temple cathedral chapel monastery mosque prayer monks buddha shrine pagoda
love: couple wedding heart
sorrow: sad-face sad-pose depressed-face depressed-pose miserable-face miserable-pose
death: tomb cemetery graveyard memorial
travel: train railroad locomotive road path trail
home: cottage
children: baby children school mother father siblings swingset
dance: dance festival parade drum dancing party celebration musician guitar band performance
drink: vineyard alcohol bar drink
war: military soldiers
work: windmills farms windmill roofing
dream: sleepy-pose
joy: happy-face happy-pose excited-face party celebration birthday
calm: yoga gazing
"""

OF_WORD: dict[str, set[str]] = {}
for _line in WORDS.split("\n"):
    _theme, _, _words = _line.partition(": ")
    for _word in _words.split():
        OF_WORD.setdefault(_word, set()).add(_theme)


def of(words: list[str]) -> set[str]:
    """The themes of a photo with these words."""
    return set().union(*(OF_WORD.get(word.replace(" ", "-"), set()) for word in words))


def gains(photos: list[set[str]], songs: list[dict[str, int]]) -> list[list[int]]:
    """[photos, songs]: the best grade, 0 to 2, that a song has in a theme of the photo."""
    return [[max([song.get(theme, 0) for theme in photo], default=0) for song in songs] for photo in photos]
