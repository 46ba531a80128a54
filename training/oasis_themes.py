"""Sentences for OASIS's themes and for the scene folders: several ways to say what is there.

`theme: a | b | c`, each a full caption without its article of place; `{}` is not used.
Themes that name only a feeling are said as what is seen.
"""

THEMES = """
acorns: acorns on the ground | a pile of acorns | acorns on a branch
alcohol: a bottle of wine and a glass | glasses of wine on a table | bottles of alcohol on a bar | a glass of alcohol | a drink in a glass
ambulance: an ambulance on a road | an ambulance parked on a street
angry face: a person with an angry face | a close-up of an angry person | an angry man looks at the camera
angry pose: an angry person | a person who looks angry
archery: a person shooting a bow and arrow | an archer with a bow
astronaut: an astronaut in space | an astronaut floating above the earth
baby: a baby | a close-up of a baby | a baby lying on a blanket | a little baby looks at the camera
band: a band playing music on a stage | musicians playing on stage
bar: people at a bar | a bar with bottles | people sitting in a bar
barbeque: meat on a barbecue grill | food cooking on a grill | a barbecue with meat
bark: the bark of a tree | a close-up of tree bark | rough bark on a tree trunk
barrels: wooden barrels | a row of barrels
beach: a sandy beach | a beach by the ocean | waves on a sandy beach | a beach under a blue sky | the sea and a beach
bear: a bear | a brown bear | a bear standing on the ground | a close-up of a bear
bed: a bed in a bedroom | a bed with pillows
bee: a bee on a flower | a close-up of a bee
billiards: a billiard table with balls | billiard balls on a table
bird: a bird on a branch | a bird | a close-up of a bird | a bird sitting outside
birthday: a birthday cake with candles | people celebrating a birthday | a birthday cake
boat: a boat on the water | boats on a lake
bored face: a bored person looks at the camera | a close-up of a bored face
bored pose: a bored person sitting at a table | a person looks bored | a person rests their head on their hand
boxing: two men boxing in a ring | a boxer in a boxing ring
bricks: a brick wall | a wall of bricks | a pile of bricks
bubble: a soap bubble | bubbles floating in the air
bungee jumping: a person bungee jumping | a person jumping from a bridge on a rope
camping: a tent at a campsite | people camping in the woods | a campsite with tents | people around a campfire
candle: a burning candle | a candle in the dark
car: a car parked on a road | a shiny car
car race: race cars on a race track | a race car speeding around a track
cardboard: a cardboard box | pieces of cardboard
cat: a cat | a cat looks at the camera | a close-up of a cat | a cat lying down | a cat sitting on the floor
celebration: people celebrating | a crowd of people celebrating at a party
cemetery: gravestones in a cemetery | a cemetery with stone crosses | old graves in a graveyard | a cemetery with trees and tombstones
cheerleader: cheerleaders performing | a cheerleader in uniform
children: children playing | a group of children
chipmunk: a chipmunk | a chipmunk on the ground | a close-up of a chipmunk eating
clean: a clean white room | cleaning supplies
cliff diver: a person diving off a cliff | a man jumping from a cliff into the water
cockroach: a cockroach | a close-up of an insect
coffee: a cup of coffee | a cup of coffee on a table
cold: a person in the cold snow | a person in warm winter clothes | a cold winter day with snow
collaboration: people working together at a table | hands together
cotton swabs: cotton swabs | a pile of cotton swabs
couple: a couple holding each other | a man and a woman together | a couple kissing | a couple walking on a beach | a happy couple
crosswalk: a crosswalk on a city street | people crossing the street at a crosswalk
crow: a black crow | a crow standing on the ground
cups: cups on a table | a row of cups
dancing: people dancing | a woman dancing | a couple dancing | dancers on a stage
depressed face: a sad person with a depressed face | a close-up of a sad face
depressed pose: a sad person sitting alone | a depressed person with their head down
dessert: a dessert on a plate | a slice of cake | a chocolate dessert | cupcakes and sweets | a cake with cream and fruit
dirt: dirt on the ground | brown dirt and soil | a dirt road | dry cracked dirt
dock: a wooden dock on a lake | a dock over the water
doctor: a doctor in a white coat | a doctor with a patient | a doctor with a stethoscope
dog: a dog | a dog looks at the camera | a close-up of a dog | a dog lying down | a dog in the grass | a puppy
drink: a drink in a glass | a cold drink with ice
dummy: a dummy | a mannequin
eating: a person eating food | people eating at a table
elephant: an elephant | an elephant walking | a large elephant
excited face: an excited person smiling | a person with an excited face | a smiling woman
exercise: people exercising | a person lifting weights in a gym
father: a father holding his child | a father with his baby
fence: a wooden fence | a fence in a field | a wire fence
fire: a fire burning | flames of a fire | a burning fire in the dark | a house on fire | bright orange flames
fire hydrant: a fire hydrant on the sidewalk | a fire hydrant by the street | a red fire hydrant
fireman: a fireman | firefighters putting out a fire
fireworks: fireworks in the night sky | colorful fireworks at night | fireworks bursting in a dark sky | bright fireworks light up the night | fireworks over a city at night
flood: a flooded street | a flood with water over the road | houses in a flood
flowers: pink flowers | colorful flowers in a garden | a close-up of a flower | white flowers | flowers in bloom | a field of flowers
food: a plate of food | food on a table | a meal on a plate | fresh fruit and vegetables
football player: a football player | a football player in uniform on the field
frisbee: a person throwing a frisbee | a frisbee in the grass
frustrated pose: a frustrated person | a person holding their head in their hands | a stressed person at a desk
galaxy: a galaxy of stars in space | a galaxy in outer space | stars in a dark sky | a glowing galaxy with many stars | a colorful nebula in space
garbage dump: a garbage dump | piles of trash at a dump | a pile of garbage
gargoyle: a stone gargoyle | a stone gargoyle on a building
gazing: a person gazing into the distance | a person looking out over the water | a person looking at the view
goat: a goat | a goat standing in the grass
gorrila: a gorilla | a close-up of a gorilla
grass: green grass | a field of green grass | a close-up of grass | a lawn of green grass
graveyard: gravestones in a graveyard | a graveyard with old tombstones
guitar: a guitar | a person playing a guitar | an acoustic guitar
hallway: an empty hallway | a long hallway in a building
hang gliding: a person hang gliding in the sky | a hang glider in the blue sky
happy face: a happy smiling person | a close-up of a smiling face
happy pose: a happy person smiling | a happy person with arms in the air
heart: a heart | a heart shape | a red heart
horse: a horse in a field | a brown horse | a horse standing in the grass
horse racing: jockeys racing horses on a track | horses racing
house: a house with a lawn | a large house
keyboard: a computer keyboard | a close-up of a keyboard
keys: keys on a table | a set of keys
lake: a lake with mountains | a calm lake | a lake with trees | a mountain lake under a blue sky | trees reflected in a lake
lamb: a lamb in the grass | a white lamb
lava: glowing lava | hot lava flowing from a volcano
lightning: lightning in a dark sky | lightning strikes at night | a bolt of lightning in a stormy sky | lightning over a city at night
lion: a lion | a lion lying in the grass | a close-up of a lion | a male lion
massage: a person getting a massage | a woman getting a massage
meerkat: a meerkat | meerkats standing up
memorial: a memorial | a stone memorial | a monument to soldiers
miserable face: a person with a sad face | a miserable person crying
miserable pose: a sad person sitting on the floor | a person hiding their face | a miserable person sitting alone
money: money | a pile of money
monkey: a monkey | a monkey sitting | a close-up of a monkey
mother: a mother holding her baby | a mother and her child | a woman with a baby | a mother with her daughter
motocross: a motocross rider in the air | a man riding a dirt bike
musician: a musician playing an instrument | a man playing music
nature: a view of nature with trees and water | a green landscape
neutral face: a person looks at the camera | a close-up of a person 's face | the face of a young woman
neutral pose: a person sitting | a person looks at the camera
office supplies: office supplies on a desk | pens and paper on a desk | a stapler and pens
opossum: an opossum | a small animal
orangutan: an orangutan | an orangutan in a tree
ornament: an ornament hanging on a tree | a christmas ornament
paintbrush: paintbrushes | a paintbrush with paint
paper: sheets of paper | a piece of paper | crumpled paper
paperclips: paperclips on a table | a pile of colorful paperclips
parachuting: a person parachuting | a parachute in the sky | a person with a parachute in a blue sky
parade: people in a parade on a street | a parade
parasailing: a person parasailing over the water | a parasail in the sky
party: people at a party | a group of people partying
path: a path through the trees | a path in a park
penguins: penguins | penguins on the ice | a group of penguins
performance: a performer on a stage | people performing on stage
phone: a phone | a phone on a table
picnic: people having a picnic in the grass | a picnic basket on a blanket | a picnic in a park
pig: a pig | a pig in the mud
pigeon: a pigeon | pigeons on the ground | a pigeon standing
pinecone: a pinecone | pinecones on a branch | a close-up of a pinecone
police: a police officer | a police car | police officers on a street
power lines: power lines against the sky | power lines
present: a present with a ribbon | wrapped presents
pumpkin: a pumpkin | an orange pumpkin
raccoon: a raccoon | a close-up of a raccoon
rafting: people rafting on a river | people in a raft in white water rapids
railroad: railroad tracks | a railroad track through the trees
research: a scientist in a laboratory | a person looking through a microscope
rock climbing: a person rock climbing | a climber on a rock wall | a man climbing a cliff
rocks: rocks on the ground | a pile of rocks | stones on a beach | a close-up of rocks
rollercoaster: a roller coaster | people on a roller coaster | a roller coaster in the sky
roofing: a roof of a house | men working on a roof | roof tiles
rubber duck: a rubber duck | a yellow rubber duck
rugby: men playing rugby | rugby players on a field
sad face: a person with a sad face | a sad child crying | a close-up of a sad face
sad pose: a sad person sitting alone | a sad woman with her head down
sailing: a sailboat on the water | a sailboat on the sea | people sailing a boat
satellite: a satellite in space | a satellite above the earth
scared face: a scared person | a person with a scared face | a close-up of a frightened face
school: students in a classroom | a classroom with desks | children at school | a school bus
seal: a seal | a seal lying on the sand
shark: a shark in the water | a shark swimming underwater | a shark in the blue ocean
siblings: a brother and a sister | two children together
sidewalk: a sidewalk | a sidewalk along a street | an empty sidewalk
skijump: a skier in the air | a ski jumper in the air
sky: a blue sky with clouds | white clouds in a blue sky
skydiving: a person skydiving | skydivers in the blue sky
skyscraper: a tall skyscraper | skyscrapers in a city
sleepy pose: a person sleeping | a sleepy person | a person lying asleep
snake: a snake | a snake on the ground | a close-up of a snake
snow: snow on the ground | snow covered trees | a snowy field in winter | trees in the snow
soccer: people playing soccer | a soccer player kicks the ball
socks: a pair of socks | socks
solar panel: solar panels | solar panels on a roof
soldiers: soldiers in uniform | soldiers with guns | a group of soldiers standing
soup: a bowl of soup | soup in a bowl
spider: a spider | a close-up of a spider on a web
statue: a statue | a stone statue
stingray: a stingray underwater | a stingray in the water
storage: boxes in storage | a storage room with shelves | storage containers
street: a street in a city | a city street with buildings | an empty street | cars on a street | people walking on a street
sunflower: a sunflower | a yellow sunflower
sunset: a sunset over the water | an orange sunset | a sunset over the ocean | the sun setting behind clouds | a colorful sunset sky
surprise: a surprised person | a person with a surprised face
swimming: a person swimming | a person swimming in a pool
swingset: a swing set in a park | swings in a playground
thunderstorm: dark storm clouds in the sky | a thunderstorm over a field | lightning in a dark stormy sky | dark clouds before a storm
tickling: a person tickling a child | a laughing child being tickled
tiger: a tiger | a close-up of a tiger
timber: a pile of logs | stacked timber | cut logs of wood
toast: a slice of toast | toast on a plate | people making a toast with glasses
tornado: a tornado | a tornado over a field | a dark tornado in a stormy sky
traffic: cars in traffic | heavy traffic on a road
volcano: a volcano | a volcano erupting with smoke
wall: a wall | a stone wall | a painted wall
wedding: a bride and groom at their wedding | a bride in a white dress | a wedding couple | a wedding ceremony | a bride and groom holding hands
windmill: a windmill | a windmill in a field
wolf: a wolf | a wolf in the snow
woods: trees in the woods | a forest of tall trees
yarn: balls of yarn | colorful yarn
yoga: a woman doing yoga | people doing yoga | a person in a yoga pose
zebra: a zebra | a close-up of a zebra
"""
SCENES = """
buildings: tall buildings in a city | a tall building | city buildings under the sky | an old building | a large building with many windows | a building in a city | buildings along a street | modern buildings | an apartment building
forest: trees in a forest | a forest of tall trees | a path through a forest | sunlight through the trees in a forest | a green forest | a dense forest | trees in the woods | a forest with fallen leaves
glacier: a glacier | a snowy mountain and a glacier | a glacier of blue ice | snow and ice on the mountains | ice and cold water | a wide glacier between mountains | an icy landscape
mountain: a mountain | a mountain under the sky | rocky mountains | a mountain landscape | tall mountains and a valley | mountains in the distance | a mountain range
sea: the sea | the ocean under a blue sky | waves on the shore | a calm sea | the sea and the sky | a beach and the ocean | water and waves | the ocean near a rocky coast
street: a street in a city | a city street | a narrow street with buildings | cars on a street | people walking on a street | a street with shops | a street between old buildings
weather_cloudy: a cloudy sky | gray clouds in the sky | dark clouds over a field | white clouds in the sky | a sky full of clouds | clouds over the land
weather_rain: rain | rain on a window | people with umbrellas in the rain | rain falling on a street | a rainy day | raindrops on glass | a wet street in the rain
weather_shine: the sun shining in a blue sky | a sunny day | a bright sunny day with a blue sky | sunlight over green grass | a sunny landscape
weather_sunrise: a sunrise | the sun rising over the horizon | an orange sunrise over the water | a sunrise over the sea | the sun low in an orange sky | a red and orange sunrise sky
"""


def read(lines):
    """name -> list of sentences."""
    pairs = (line.split(":", 1) for line in lines.strip().splitlines())
    return {name.strip(): [text.strip() for text in texts.split("|")] for name, texts in pairs}
