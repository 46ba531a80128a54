"""Descriptions of music without words, and what they are about, judged by hand from title and sound.

The titles are those of the demo's instrumentals; the words for the sound are what the product would
say of such a piece. 2: the title names it; 1: title or mood suggests it. `sorrow:1` and so on.
"""

JUDGED = """
Ocean, HyperRogue, calm ambient electronic, slow, no voice | sea:2 calm:1
Caribbean, HyperRogue, happy folk with guitar and percussion, fast, no voice | sea:2 sun:1 summer:1 dance:1
Desert, HyperRogue, dark ambient with flute, slow, no voice | travel:1 sun:1
Icy Lands, HyperRogue, calm ambient with bells, slow, no voice | snow:2
Jungle, HyperRogue, percussion and flute, fast, no voice | forest:2 animals:1
Graveyard, HyperRogue, dark ambient with organ, slow, no voice | death:2 night:1
Mountain, HyperRogue, powerful orchestra with horns, no voice | mountain:2
Over the Northern Mountains, The Battle for Wesnoth OST, powerful orchestra, no voice | mountain:2 travel:1 snow:1
Silvan Sanctuary, The Battle for Wesnoth OST, calm harp and flute, slow, no voice | forest:2 calm:1
The City Falls, The Battle for Wesnoth OST, dark orchestra, fast, no voice | city:2 war:1
Battle Epic, The Battle for Wesnoth OST, powerful orchestra with drums, fast, no voice | war:2
Casualties of War, The Battle for Wesnoth OST, sad orchestra, slow, no voice | war:2 death:1 sorrow:1
Love Theme, The Battle for Wesnoth OST, calm strings and piano, slow, no voice | love:2
Journey's End, The Battle for Wesnoth OST, calm orchestra, slow, no voice | travel:2 home:1
A New Journey, Endgame Singularity, electronic, fast, no voice | travel:2
Nunc Dimittis, The Battle for Wesnoth OST, solemn choir, slow | church:2 calm:1
Sad, The Battle for Wesnoth OST, sad strings, slow, no voice | sorrow:2
The King is Dead, The Battle for Wesnoth OST, dark orchestra, slow, no voice | death:2 sorrow:1
Traveling Minstrels, The Battle for Wesnoth OST, happy folk with lute and flute, fast, no voice | travel:2 dance:2 joy:1
Nebula, Endgame Singularity, calm ambient electronic, slow, no voice | moon:2 night:1
Elvish Theme, The Battle for Wesnoth OST, calm harp, no voice | dream:1 forest:1
Four Beers Polka, Incompetech, happy accordion, fast, no voice | drink:2 dance:2 joy:1
Monkeys Spinning Monkeys, Incompetech, happy flute and strings, fast, no voice | animals:2 joy:1
If I Had a Chicken, Incompetech, happy strings, fast, no voice | birds:2 animals:1 joy:1
Fluffing a Duck, Incompetech, happy bassoon, no voice | birds:2 joy:1
Thatched Villagers, Incompetech, folk with lute and flute, no voice | city:1 field:1 dance:1
Calm Acoustic 1, Immich Memories, calm guitar, slow, no voice | calm:2
Happy Acoustic 1, Immich Memories, happy guitar, fast, no voice | joy:2
Energetic Electronic 2, Immich Memories, powerful electronic, fast, no voice | dance:1 joy:1
Tender Acoustic 1, Immich Memories, calm guitar and piano, slow, no voice | love:1 calm:1
Nostalgic Acoustic 1, Immich Memories, calm piano, slow, no voice | home:1 farewell:1
Suspense, The Battle for Wesnoth OST, dark strings, no voice |
Hustle, Incompetech, funk with bass and guitar, fast, no voice | dance:1 city:1
Industrial, UFO Alien Invasion, dark electronic, fast, no voice | work:1 city:1
The Builder, Incompetech, happy strings, fast, no voice | work:2
Intro Sad, UFO Alien Invasion, sad piano, slow, no voice | sorrow:2
Coherence, Endgame Singularity, calm electronic, no voice |
UFO AI Main Theme, UFO Alien Invasion, powerful electronic, no voice |
Geoscape Theme 1, UFO Alien Invasion, ambient electronic, no voice |
Nocturne in E flat, classical, calm piano, slow, no voice | night:2 calm:1
Morning Mood, Peer Gynt, calm orchestra with flute, no voice | sun:2
Rainy Day, calm piano and guitar, slow, no voice | rain:2 calm:1
Spring, The Four Seasons, happy violin and strings, fast, no voice | spring:2 birds:1 flowers:1
Winter, The Four Seasons, violin and strings, fast, no voice | snow:2
Moonlight Sonata, classical, calm piano, slow, no voice | moon:2 night:2
Autumn Leaves, calm jazz with piano and bass, slow, no voice | autumn:2 sorrow:1
Waltz of the Flowers, classical, happy orchestra, no voice | flowers:2 dance:2
The Swan, classical, calm cello and piano, slow, no voice | birds:2 river:1 calm:1
La Mer, classical, orchestra, no voice | sea:2
Sunset Drive, electronic with synthesizer, no voice | evening:2 travel:1
"""


def read() -> tuple[list[str], list[dict[str, int]]]:
    """The descriptions as the product writes them, and the grade of each theme of each."""
    rows = [line.split("|") for line in JUDGED.strip().splitlines()]
    graded = [dict(theme.split(":") for theme in row[1].split()) for row in rows]
    themes = [{theme: int(grade) for theme, grade in row.items()} for row in graded]
    return [f"instrumental music: {row[0].strip()}" for row in rows], themes
