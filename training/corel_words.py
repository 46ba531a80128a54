"""What each of Corel5K's words is, and how it reads in a sentence.

A line is `word = phrase ; where`: the phrase that names it, and how something else lies with
respect to it. An empty phrase means that the word is only said together with others.
"""

ANIMAL = """
bear=a bear  birds=birds  horses=horses  tiger=a tiger  foals=foals  fox=a fox  mare=a horse
deer=a deer  zebra=zebras  coyote=a coyote  elk=an elk  rodent=a small rodent  fish=fish
lizard=a lizard  caribou=caribou  bulls=a bull elk  booby=a bird  moose=a moose  tortoise=a tortoise
giraffe=a giraffe  cubs=bear cubs  elephant=an elephant  iguana=an iguana  mule=a mule deer  cow=a cow
seals=seals  reptile=a reptile  albatross=an albatross  antelope=an antelope  lion=a lion  crab=a crab
goat=a goat  penguin=a penguin  squirrel=a squirrel  sheep=sheep  wolf=a wolf  dog=a dog  lynx=a lynx
pups=pups  porcupine=a porcupine  whales=whales  fawn=a fawn  butterfly=a butterfly  eagle=an eagle
rabbit=a rabbit  animals=animals  snake=a snake  calf=a calf  angelfish=an angelfish  spider=a spider
cougar=a cougar  hawk=a hawk  insect=an insect  leopard=a leopard  grouper=a fish  perch=a bird
herd=a herd of animals  cat=a big cat
"""
PERSON = """
people=people  man=a man  woman=a woman  girl=a girl  baby=a baby  athlete=an athlete  monks=monks
guard=a guard  swimmers=swimmers  crowd=a crowd of people  vendor=a street vendor  indian=a man in traditional dress
costume=people in costume  dance=people dancing  diver=a diver  face=a face  parade=a parade
"""
VEHICLE = """
plane=an airplane  jet=a jet plane  cars=cars  boats=boats  train=a train  locomotive=a locomotive
ships=ships  sailboats=sailboats  truck=a truck  prop=a propeller plane  f-16=a fighter jet
helicopter=a helicopter  boeing=a passenger jet  formula=a formula race car  prototype=a race car
vehicle=a vehicle  jeep=a jeep  canoe=a canoe  sails=sails
"""
THING = """
statue=a statue  sculpture=a stone sculpture  head=a carved stone head  flag=a flag  hats=hats
figures=carved figures  buddha=a buddha statue  food=food  fruit=fruit  vegetables=vegetables
tables=tables  chairs=chairs  umbrella=an umbrella  pots=clay pots  pottery=pottery  clothes=colorful clothes
basket=a basket  cheese=cheese  glass=glass  drum=a drum  sign=a sign  display=a display  paintings=paintings
carvings=carvings  relief=a carved relief  mural=a painted mural  writing=carved writing  lichen=lichen
crystals=ice crystals  nest=a nest  bench=a bench  nets=fishing nets  crafts=crafts  furniture=furniture
carpet=a carpet  shell=a shell  moon=the moon  rice=rice  art=art  mushrooms=mushrooms  star=a star
cross=a cross  kit=  shirt=a shirt  dress=a dress  hands=hands  pepper=peppers  log=a log  fan=sea fans
"""
PLANT = """
tree=trees;among the trees  flowers=flowers;among the flowers  leaf=leaves;among the leaves  plants=plants;among the plants
petals=flower petals  tulip=tulips;among the tulips  palm=palm trees;under palm trees  stems=stems  bush=bushes;near the bushes
branch=a branch;on a branch  poppies=poppies;among the poppies  shrubs=shrubs;near the shrubs  blooms=blooms
cactus=a cactus;near a cactus  saguaro=tall cactus  lily=a lily  rose=a rose  orchid=an orchid  vines=vines
chrysanthemums=chrysanthemums  blossoms=blossoms  needles=pine needles;on pine needles  anemone=a sea anemone  coral=coral;near the coral
moss=moss  vegetation=green vegetation  crops=crops  sponges=sea sponges  grass=grass;in the grass
"""
STRUCTURE = """
buildings=buildings;in front of buildings  house=a house;in front of a house  bridge=a bridge;near a bridge
castle=a castle;near a castle  palace=a palace;in front of a palace  temple=a temple;in front of a temple
church=a church;near a church  tower=a tower;near a tower  wall=a wall;in front of a wall  arch=an arch;under an arch
pillar=pillars;between pillars  ruins=ancient ruins;among the ruins  pyramid=a pyramid;near a pyramid  window=windows;by a window
door=a door;by a door  hut=a hut;near a hut  lighthouse=a lighthouse;near a lighthouse  windmills=windmills
fountain=a fountain;by a fountain  gate=a gate;by a gate  fence=a fence;behind a fence  roofs=rooftops  stairs=stairs;on the stairs
steps=stone steps;on the steps  cottage=a cottage;near a cottage  barn=a barn;near a barn  mosque=a mosque;near a mosque
cathedral=a cathedral;near a cathedral  chapel=a chapel;near a chapel  monastery=a monastery  pagoda=a pagoda;near a pagoda
shrine=a shrine  monument=a monument;near a monument  column=a column  tomb=a tomb  sphinx=a stone sphinx  facade=the front of a building
balcony=a balcony;on a balcony  entrance=an entrance;at the entrance  doorway=a doorway;in a doorway  hotel=a hotel;in front of a hotel
museum=a museum;in a museum  school=a school  store=a store;in front of a store  shops=shops;in front of shops  restaurant=a restaurant;in a restaurant
tent=a tent  dock=a dock;at a dock  post=a post  pole=a pole  terrace=a terrace;on a terrace  stone=stone;on stone
architecture=old architecture  ceiling=a ceiling  interior=the inside of a building;indoors  room=a room;in a room  cafe=a cafe;at a cafe
"""
PLACE = """
mountain=a mountain;in the mountains  beach=a beach;on a beach  street=a street;on a street  field=a field;in a field
valley=a valley;in a valley  hills=hills;in the hills  garden=a garden;in a garden  ocean=the ocean;in the ocean  sea=the sea;in the sea
pool=a swimming pool;in a swimming pool  coast=a rocky coast;along the coast  forest=a forest;in a forest  city=a city;in a city
railroad=a railroad;on a railroad  desert=a desert;in the desert  park=a park;in a park  shore=a shore;on the shore
skyline=a city skyline;in front of a city skyline  town=a town;in a town  river=a river;on a river  road=a road;on a road
village=a village;in a village  market=a market;at a market  courtyard=a courtyard;in a courtyard  tundra=the tundra;on the tundra
landscape=a landscape;in a wide landscape  harbor=a harbor;in a harbor  island=an island;near an island  runway=a runway;on a runway
tracks=tracks;on the tracks  dunes=sand dunes;on the sand dunes  hillside=a hillside;on a hillside  farms=farmland;on a farm
cliff=a cliff;on a cliff  canyon=a canyon;in a canyon  arctic=the arctic;in the arctic  meadow=a meadow;in a meadow  lawn=a lawn;on a lawn
path=a path;on a path  lake=a lake;on a lake  vineyard=a vineyard;in a vineyard  bay=a bay;in a bay  pond=a pond;in a pond
stream=a stream;by a stream  canal=a canal;on a canal  plaza=a plaza;in a plaza  waterfalls=a waterfall;near a waterfall  cave=a cave;in a cave
marsh=a marsh;in a marsh  plain=a plain;on a plain  peaks=mountain peaks;near mountain peaks  glacier=a glacier;on a glacier
sidewalk=a sidewalk;on a sidewalk  trail=a trail;on a trail  reefs=a coral reef;on a coral reef  slope=a slope;on a slope
den=a den;in a den  rapids=river rapids  rockface=a rock face;on a rock face  clearing=a clearing;in a clearing
turn=a race track;on a race track  straightaway=a race track;on a race track  outside=;outside  hawaii=;in hawaii  land=dry land;on dry land
"""
GROUND = """
water=water;in the water  snow=snow;in the snow  rocks=rocks;on the rocks  sand=sand;on the sand  ice=ice;on the ice
ground=the ground;on the ground  waves=waves;in the waves  frost=frost  wood=wood;on wood  pebbles=pebbles;on pebbles  dust=dust
"""
SKY = """
sky=;under a clear sky  clouds=;under a cloudy sky  sunset=a sunset;at sunset  sun=the sun;with the sun low in the sky
sunrise=a sunrise;at sunrise  night=;at night  fog=fog;in the fog  mist=mist;in the mist  rainbow=a rainbow;with a rainbow in the sky
storm=a storm;before a storm  smoke=smoke;with smoke rising  horizon=the horizon;on the horizon  light=;in the light  flight=;in flight
winter=;in winter  autumn=autumn leaves;in autumn  fall=;in autumn  reflection=a reflection;reflected in the water  shadows=;in the shadows
silhouette=a silhouette;in silhouette
"""
KINDS = {
    "animal": ANIMAL, "person": PERSON, "vehicle": VEHICLE, "thing": THING, "plant": PLANT,
    "structure": STRUCTURE, "place": PLACE, "ground": GROUND, "sky": SKY,
}
# Two words that make one thing: the pair, the phrase, and the kind of the whole.
PAIRS = (
    ("polar", "bear", "a polar bear", "animal"), ("grizzly", "bear", "a grizzly bear", "animal"),
    ("black", "bear", "a black bear", "animal"), ("white-tailed", "deer", "a white-tailed deer", "animal"),
    ("mule", "deer", "a mule deer", "animal"), ("bengal", "tiger", "a tiger", "animal"),
    ("cubs", "bear", "bear cubs", "animal"), ("giant", "tortoise", "a giant tortoise", "animal"),
    ("marine", "iguana", "an iguana", "animal"), ("arctic", "fox", "an arctic fox", "animal"),
    ("foals", "mare", "a horse and its foal", "animal"), ("foals", "horses", "horses and foals", "animal"),
    ("mare", "horses", "horses", "animal"), ("cat", "tiger", "a tiger", "animal"), ("cat", "lynx", "a lynx", "animal"),
    ("cat", "cougar", "a cougar", "animal"), ("cat", "lion", "a lion", "animal"), ("cat", "leopard", "a leopard", "animal"),
    ("bulls", "elk", "a bull elk", "animal"), ("moose", "bulls", "a bull moose", "animal"),
    ("booby", "birds", "birds", "animal"), ("albatross", "birds", "an albatross", "animal"),
    ("nest", "birds", "a bird on a nest", "animal"), ("herd", "zebra", "a herd of zebras", "animal"),
    ("herd", "elephant", "a herd of elephants", "animal"), ("herd", "caribou", "a herd of caribou", "animal"),
    ("lizard", "iguana", "an iguana", "animal"), ("fox", "kit", "a young fox", "animal"), ("reptile", "lizard", "a lizard", "animal"),
    ("jet", "plane", "a jet plane", "vehicle"), ("prop", "plane", "a propeller plane", "vehicle"),
    ("formula", "cars", "race cars", "vehicle"), ("prototype", "cars", "a race car", "vehicle"),
    ("tracks", "cars", "race cars on a track", "vehicle"), ("turn", "cars", "race cars on a curve", "vehicle"),
    ("locomotive", "train", "a train", "vehicle"), ("railroad", "train", "a train on the tracks", "vehicle"),
    ("ships", "boats", "ships and boats", "vehicle"), ("swimmers", "pool", "swimmers in a pool", "person"),
    ("coral", "fish", "fish near a coral reef", "animal"), ("coral", "reefs", "a coral reef", "place"),
    ("dunes", "sand", "sand dunes", "place"), ("tulip", "flowers", "tulips", "plant"), ("petals", "flowers", "a flower", "plant"),
    ("leaf", "flowers", "flowers with green leaves", "plant"), ("snow", "mountain", "a snowy mountain", "place"),
    ("snow", "mountain", "snow covered mountains", "place"), ("palm", "tree", "palm trees", "plant"),
    ("palm", "beach", "a beach with palm trees", "place"), ("skyline", "city", "a city skyline", "place"),
    ("buildings", "skyline", "a skyline of tall buildings", "place"), ("city", "buildings", "buildings in a city", "place"),
    ("statue", "buddha", "a statue of buddha", "thing"), ("sculpture", "statue", "a stone statue", "thing"),
    ("lake", "mountain", "a mountain lake", "place"), ("waves", "ocean", "waves in the ocean", "place"),
    ("stone", "ruins", "stone ruins", "structure"), ("stone", "wall", "a stone wall", "structure"),
    ("shops", "street", "a street with shops", "place"), ("people", "market", "people at a market", "person"),
    ("people", "street", "people walking on a street", "person"), ("people", "beach", "people on a beach", "person"),
    ("field", "flowers", "a field of flowers", "place"), ("garden", "flowers", "a flower garden", "place"),
    ("frost", "leaf", "frost on leaves", "plant"), ("ice", "frost", "ice and frost", "ground"), ("frozen", "lake", "a frozen lake", "place"),
    ("house", "garden", "a house with a garden", "structure"), ("bridge", "water", "a bridge over the water", "structure"),
    ("boats", "water", "boats on the water", "vehicle"), ("plane", "runway", "an airplane on a runway", "vehicle"),
)


def table():
    """word -> (kind, phrase, where)."""
    found = {}
    for kind, lines in KINDS.items():
        for entry in lines.replace("\n", "  ").split("  "):
            if "=" in entry:
                word, rest = entry.strip().split("=", 1)
                phrase, _, where = rest.partition(";")
                found.setdefault(word, (kind, phrase.strip(), where.strip()))
    return found
