"""The list of tags: where each comes from, which photos are known to have it or not to have it."""

import re

import numpy

import corel_words
import imagenet_groups

# Corel5K's words whose tag is called otherwise.
CALLED = {
    "birds": "bird", "horses": "horse", "flowers": "flower", "boats": "boat", "cars": "car", "plants": "plant",
    "buildings": "building", "foals": "foal", "hills": "hill", "cat": "big cat", "swimmers": "swimmer", "windmills": "windmill",
    "ships": "ship", "sailboats": "sailboat", "seals": "seal", "whales": "whale", "reefs": "reef", "shops": "shop",
    "poppies": "poppy", "waterfalls": "waterfall", "cubs": "cub", "bulls": "bull", "mule": "mule deer", "jet": "jet",
    "leaf": "leaves", "palm": "palm tree", "petals": "petals", "tracks": "tracks", "head": "stone head", "buddha": "buddha",
    "polar": "polar bear", "grizzly": "grizzly bear", "bengal": "bengal tiger", "formula": "formula race car",
    "prototype": "prototype race car", "f-16": "fighter jet", "booby": "booby bird", "fly": "flying", "log": "log",
    "fan": "sea fan", "turn": "race track turn", "prop": "propeller plane", "white-tailed": "white-tailed deer",
    "skyline": "skyline", "coral": "coral", "light": "light", "dunes": "sand dunes", "farms": "farm", "monks": "monk",
    "sails": "sail", "crops": "crops", "pots": "pots", "tables": "table", "chairs": "chair", "hats": "hat", "den": "animal den",
    "peaks": "mountain peak", "pool": "pool", "kit": "fox kit", "face": "carved face", "run": "animal running",
    "tulip": "tulip", "stems": "stems", "straightaway": "race track", "pups": "pups", "nets": "fishing net",
    "blooms": "blooms", "sculpture": "sculpture", "costume": "costume", "interior": "interior", "post": "post",
}
# Words that nobody would say of a photo, or that would be said wrongly: learnt, measured, never shown.
HIDDEN = set(
    "scotland kauai oahu maui hawaii indian african white-tailed bengal prop turn run post pack pair range row "
    "pattern designs detail texture outside land display figures writing formation giant marine black frozen "
    "aerial remains model shade plain relief steel decoration crafts prototype booby kit den fall stick light "
    "ground window-less albatross head face close-up flight fly shadows horns tails tusks antlers wings branch "
    "boeing dall perch lichen harvest military ladder railing mast furniture stems needles trunk pole fan ceiling "
    "horizon silhouette art architecture vegetation blooms row guard fan wood landscape shrine hands herd cat".split()
)
# OASIS themes whose tag is called otherwise; feelings and postures are nobody's tag.
THEME_CALLED = {
    "graveyard": "cemetery", "gorrila": "gorilla", "cemetery": "cemetery", "alcohol": "alcohol", "galaxy": "galaxy",
    "penguins": "penguin", "pigeon": "pigeon", "flowers": "flower", "cups": "cup", "acorns": "acorn", "keys": "keys",
    "car race": "race car", "woods": "forest", "skijump": "ski", "lamb": "sheep", "railroad": "railroad",
    "swingset": "swing", "father": "father", "bricks": "brick wall", "soldiers": "soldier", "barrels": "barrel",
    "football player": "football", "roofing": "roof", "timber": "timber", "thunderstorm": "thunderstorm",
    "lightning": "lightning", "power lines": "power lines", "performance": "stage", "band": "band", "musician": "musician",
    "exercise": "exercise", "garbage dump": "garbage", "barbeque": "barbecue", "children": "children", "party": "party",
    "celebration": "celebration", "drink": "drink", "dessert": "dessert", "fireman": "firefighter", "rollercoaster": "roller coaster",
}
THEME_LEFT_OUT = set(
    "gazing,cold,clean,nature,neutral face,neutral pose,sad face,sad pose,angry face,angry pose,bored face,bored pose,"
    "happy face,happy pose,depressed face,depressed pose,excited face,frustrated pose,miserable face,miserable pose,"
    "scared face,sleepy pose,surprise,collaboration,dummy,storage,research,office supplies,cotton swabs,cockroach,"
    "hangover,massage,tickling,eating,siblings".split(",")
)
SCENES = {
    "buildings": ["building"], "forest": ["forest", "tree"], "glacier": ["glacier"], "mountain": ["mountain"], "sea": ["sea", "water"],
    "street": ["street"], "weather_cloudy": ["clouds", "sky"], "weather_rain": ["rain"], "weather_shine": ["sunshine"],
    "weather_sunrise": ["sunrise", "sky"],
}
# Scenes that may also show these, although their folder does not say so.
SCENES_MAY = set(
    "water sky tree clouds mountain snow ice sun sunset sea ocean beach coast people car building street grass rocks river lake waves shore "
    "boat bridge bird road city tower church house flower leaves path town night bicycle man woman fog mist skyline plant traffic".split()
)
WEATHER = set("clouds rain sunshine sunrise sunset snow fog mist frost storm thunderstorm lightning rainbow tornado ice sun winter".split())
# Words of Flickr8k's captions; a photo has the tag when two of its five sentences say one of them.
SAID = {
    "people": "people man men woman women person boy boys girl girls child children kid kids lady guy player players crowd baby toddler couple",
    "man": "man men guy", "woman": "woman women lady", "boy": "boy boys", "girl": "girl girls", "child": "child children kid kids toddler baby",
    "baby": "baby toddler infant", "crowd": "crowd", "dog": "dog dogs puppy", "ball": "ball", "bicycle": "bike bicycle bikes bicycles biker cyclist bicyclist",
    "motorcycle": "motorcycle motorbike motocross", "skateboard": "skateboard skateboarder skateboarding", "snowboard": "snowboard snowboarder snowboarding",
    "ski": "ski skis skier skiing skiers", "pool": "pool", "beach": "beach", "ocean": "ocean", "snow": "snow snowy", "street": "street", "field": "field",
    "grass": "grass grassy", "water": "water", "mountain": "mountain mountains", "rocks": "rock rocks rocky", "sand": "sand sandy", "car": "car cars",
    "horse": "horse horses", "bench": "bench", "boat": "boat boats", "river": "river", "lake": "lake", "stage": "stage", "guitar": "guitar guitars",
    "football": "football", "soccer": "soccer", "basketball": "basketball", "baseball": "baseball", "tennis": "tennis", "hockey": "hockey",
    "frisbee": "frisbee", "hat": "hat", "sunglasses": "sunglasses", "umbrella": "umbrella umbrellas", "slide": "slide", "swing": "swing", "playground": "playground",
    "rock climbing": "climbing climber climbs", "surfing": "surfer surfing surfboard surfs", "tent": "tent tents", "couple": "couple", "dancing": "dancing dancer dancers dance",
    "bubble": "bubble bubbles", "fountain": "fountain", "bird": "bird birds", "city": "city", "park": "park", "stick": "stick", "camera": "camera",
    "costume": "costume costumes", "flag": "flag flags", "forest": "forest woods", "kayak": "kayak kayaker canoe", "sunset": "sunset", "toy": "toy toys",
    "race": "race racing", "swimming": "swimming swims swim swimmer", "waves": "wave waves", "raft": "raft rafting",
}
# Seen in many photos that nobody would say it of: outside its own set such a label is not known.
BACKGROUND = set(
    "sky tree grass water wall stone building window door plant leaves rocks sand ground light shadows fence clouds people man woman "
    "face land wood branch bush horizon clothes hands detail texture pattern outside vegetation shrubs steps floor shade".split()
)
# A label is not known either where one of these is said or labelled.
NEAR = {
    "sunrise": "sun sunset sunrise sky dawn dusk sunsets", "sunset": "sun sunset sunrise dawn dusk thunderstorm lightning volcano lava fire fireworks", "sunshine": "sun sunny sky sunset beach shine",
    "rain": "rain wet umbrella storm flood fog mist puddle", "clouds": "cloud sky storm", "glacier": "glacier snow ice mountain frozen arctic", "sea": "sea ocean beach water coast waves lake river island",
    "ocean": "sea ocean beach water coast waves glacier", "beach": "beach sand sea ocean coast shore", "waves": "wave sea ocean surf beach coast", "coast": "coast sea beach ocean shore", "ice": "ice snow glacier frost cold",
    "frost": "ice snow frost cold winter", "forest": "forest tree wood park", "thunderstorm": "storm lightning cloud tornado", "lightning": "storm lightning thunderstorm",
    "fire": "fire flame smoke volcano lava explosion", "smoke": "smoke fire volcano explosion", "skyscraper": "skyscraper building city tower skyline", "skyline": "city skyline building skyscraper tower",
    "tower": "tower building city church skyscraper castle buildings", "night": "night dark fireworks lightning galaxy", "bridge": "bridge railroad dock street path", "boat": "boat ship sail canoe kayak raft dock harbor sea lake",
    "reflection": "water lake", "fog": "fog mist cloud rain", "mist": "fog mist cloud", "horse": "horse mare foal", "street": "street road car city town building sidewalk traffic crosswalk", "island": "sea coast",
    "mountain peak": "mountain", "sculpture": "statue sculpture", "statue": "statue sculpture memorial gargoyle", "memorial": "memorial cemetery graveyard statue", "cemetery": "memorial grave tomb", "castle": "castle tower building palace", "palace": "palace castle building",
    "church": "church cathedral chapel tower building", "temple": "temple", "grass": "grass field lawn", "path": "path trail road", "sailboat": "sail", "ship": "ship boat", "dock": "dock harbor lake boat", "harbor": "dock harbor boat",
    "swimming": "swim pool", "swimmer": "swim pool", "pool": "pool swim", "food": "food dessert fruit market restaurant picnic soup barbeque eating toast", "dessert": "dessert food cake", "drink": "drink alcohol coffee cup", "alcohol": "drink alcohol bar glass wine bottle", "cup": "cup coffee drink",
    "wedding": "wedding bride groom couple dress ceremony", "band": "band stage performance musician guitar", "stage": "stage performance band concert musician", "musician": "band musician guitar performance drum", "dancing": "danc", "guitar": "guitar band musician",
    "party": "party celebration birthday", "celebration": "party celebration birthday parade", "father": "father mother baby", "mother": "mother baby father", "sports": "", "race": "race racing", "race car": "car race formula prototype",
    "volcano": "volcano lava mountain", "lava": "lava volcano", "galaxy": "galaxy star satellite astronaut", "astronaut": "astronaut satellite", "satellite": "satellite galaxy", "rock climbing": "climb rock cliff mountain",
    "kayak": "kayak canoe raft boat", "raft": "raft kayak", "bark": "tree bark wood", "brick wall": "brick wall", "timber": "wood log tree timber", "soldier": "soldier army military uniform guard", "traffic": "car traffic street", "car": "car truck vehicle traffic street race jeep",
}


def corel_label(word):
    return CALLED.get(word, word)


def theme_label(theme):
    return None if theme in THEME_LEFT_OUT else THEME_CALLED.get(theme, theme)


def collect(photos):
    """The labels in their fixed order: those that are learnt, then those that only ImageNet knows."""
    learnt = []
    for photo in photos:
        if photo.set == "corel5k" and photo.use == "train":
            learnt += [corel_label(word) for word in photo.words]
        if photo.set == "oasis" and photo.use == "train":
            learnt += [label for label in [theme_label(photo.words[0])] if label]
    learnt += [label for labels in SCENES.values() for label in labels] + list(SAID)
    learnt = sorted(set(learnt))
    return learnt, [label for label in sorted(imagenet_groups.groups()) if label not in learnt]


def known(photos, learnt):
    """[photos, learnt] int8: 1 has it, 0 has it not, -1 not known, -2 probably not."""
    index = {label: i for i, label in enumerate(learnt)}
    table = numpy.full((len(photos), len(learnt)), -1, dtype=numpy.int8)
    fill = Fill(photos, learnt, index)
    for row, photo in enumerate(photos):
        getattr(fill, photo.set)(photo, table[row])
    return table


class Fill:
    """Fills one photo's row of the table; a method for each set of photos.

    A set's own labels are known. Any other label is known not to be there, or only probably not if
    it is of the background, unless the photo's words speak of it or of something near it.
    """

    def __init__(self, photos, learnt, index):
        self.index, self.names = index, learnt
        words = {w for p in photos if p.set == "corel5k" for w in p.words}
        self.corel = {corel_label(word) for word in words} & set(learnt)
        self.patterns = {x: re.compile(rf"\b({'|'.join(said.split())})\b") for x, said in SAID.items()}
        near = {x: [x, *NEAR.get(x, "").split()] for x in learnt}
        self.near = {x: re.compile("|".join(re.escape(part) for part in parts)) for x, parts in near.items()}

    def deny(self, row, text, own):
        """Marks as absent what is neither of the set's own labels nor near what is said."""
        for column, label in enumerate(self.names):
            if label not in own and not self.near[label].search(text):
                row[column] = -2 if label in BACKGROUND else 0

    def mark(self, row, labels):
        for label in labels:
            if label in self.index:
                row[self.index[label]] = 1

    def columns(self, labels):
        return [self.index[label] for label in labels if label in self.index]

    def corel5k(self, photo, row):
        self.deny(row, " ".join(photo.words), self.corel)
        row[self.columns(self.corel)] = 0
        self.mark(row, [corel_label(word) for word in photo.words])

    def flickr8k(self, photo, row):
        text = " ".join(photo.captions).lower()
        self.deny(row, text, set(SAID))
        for label, pattern in self.patterns.items():
            count = sum(bool(pattern.search(caption.lower())) for caption in photo.captions)
            row[self.index[label]] = 1 if count >= 2 else (0 if count == 0 else -1)

    def oasis(self, photo, row):
        if photo.use == "feeling":
            return
        self.deny(row, photo.words[0], ())
        if photo.category != "Person":
            row[self.columns(["man", "woman", "boy", "girl", "child", "baby", "couple", "children"])] = 0
        if photo.category == "Person":
            row[self.columns(["people"])] = 1
        if photo.category == "Animal":
            row[self.columns(["people", "building", "street", "car", "bicycle"])] = 0
        self.mark(row, [label for label in [theme_label(photo.words[0])] if label])

    def scenes(self, photo, row):
        self.deny(row, photo.words[0] + " " + " ".join(SCENES[photo.words[0]]), SCENES_MAY)
        for labels in SCENES.values():
            row[self.columns(label for label in labels if label not in SCENES_MAY)] = 0
        self.mark(row, SCENES[photo.words[0]])

    def demo(self, photo, row):
        pass
