"""Words and phrases placed by hand on the plane of valence and arousal, both in [-1, 1].

Sources: `RUSSELL` are the angles of Russell (1980), "A circumplex model of affect", figure of the
circular scaling of 28 words, at radius 0.8. `PLACED` are our own judgements after the same plane and
the order of ratings in Warriner, Kuperman & Brysbaert (2013), "Norms of valence, arousal, and
dominance for 13,915 English lemmas"; no rating was copied. Translations share their word's place.
"""

from math import cos, radians, sin

RADIUS = 0.8

# English, German, French, Italian, Vietnamese, Chinese; the angle in degrees from pleasure.
RUSSELL = [
    (8, "happy", "glücklich", "heureux", "felice", "hạnh phúc", "快乐"),
    (25, "delighted", "entzückt", "ravi", "deliziato", "vui sướng", "欣喜"),
    (49, "excited", "aufgeregt vor Freude", "enthousiaste", "entusiasta", "phấn khích", "兴奋"),
    (70, "astonished", "erstaunt", "étonné", "stupito", "kinh ngạc", "惊讶"),
    (93, "tense", "angespannt", "tendu", "teso", "căng thẳng", "紧张"),
    (97, "alarmed", "alarmiert", "alarmé", "allarmato", "hoảng hốt", "惊慌"),
    (99, "angry", "wütend", "en colère", "arrabbiato", "tức giận", "愤怒"),
    (116, "afraid", "ängstlich", "effrayé", "impaurito", "sợ hãi", "害怕"),
    (123, "annoyed", "verärgert", "agacé", "infastidito", "bực mình", "恼火"),
    (138, "distressed", "verzweifelt", "en détresse", "angosciato", "đau khổ", "痛苦"),
    (141, "frustrated", "frustriert", "frustré", "frustrato", "bất lực", "沮丧受挫"),
    (189, "miserable", "elend", "misérable", "infelice", "khốn khổ", "悲惨"),
    (207, "sad", "traurig", "triste", "triste", "buồn", "悲伤"),
    (209, "gloomy", "düster", "morose", "cupo", "ảm đạm", "阴郁"),
    (210, "depressed", "niedergeschlagen", "déprimé", "depresso", "chán nản", "抑郁"),
    (242, "bored", "gelangweilt", "ennuyé", "annoiato", "buồn chán", "无聊"),
    (257, "droopy", "schlaff", "abattu", "fiacco", "uể oải", "无精打采"),
    (268, "tired", "müde", "fatigué", "stanco", "mệt mỏi", "疲倦"),
    (272, "sleepy", "schläfrig", "somnolent", "assonnato", "buồn ngủ", "困倦"),
    (316, "calm", "ruhig", "calme", "calmo", "bình yên", "平静"),
    (318, "relaxed", "entspannt", "détendu", "rilassato", "thư giãn", "放松"),
    (319, "satisfied", "zufrieden", "satisfait", "soddisfatto", "hài lòng", "满足"),
    (323, "content", "genügsam und froh", "content", "contento", "mãn nguyện", "知足"),
    (329, "serene", "heiter und still", "serein", "sereno", "thanh thản", "安详"),
    (349, "glad", "froh", "joyeux", "lieto", "vui", "高兴"),
    (353, "pleased", "erfreut", "satisfait et heureux", "compiaciuto", "vừa lòng", "愉快"),
]

PLACED = [
    (0.7, 0.0, "love", "Liebe", "amour", "amore", "tình yêu", "爱"),
    (0.6, -0.4, "tender", "zärtlich", "tendre", "tenero", "dịu dàng", "温柔"),
    (0.65, 0.0, "romantic", "romantisch", "romantique", "romantico", "lãng mạn", "浪漫"),
    (0.6, 0.2, "hopeful", "hoffnungsvoll", "plein d'espoir", "speranzoso", "hy vọng", "充满希望"),
    (0.8, 0.6, "festive", "festlich", "festif", "festoso", "lễ hội tưng bừng", "喜庆"),
    (0.7, 0.5, "playful", "verspielt", "espiègle", "giocoso", "tinh nghịch", "顽皮"),
    (0.5, 0.8, "energetic", "energiegeladen", "énergique", "energico", "sôi động", "充满活力"),
    (0.4, 0.75, "triumphant", "triumphierend", "triomphant", "trionfante", "khải hoàn", "凯旋"),
    (-0.05, -0.4, "nostalgic", "nostalgisch", "nostalgique", "nostalgico", "hoài niệm", "怀旧"),
    (-0.6, -0.4, "lonely", "einsam", "solitaire", "solitario", "cô đơn", "孤独"),
    (-0.6, -0.1, "homesick", "Heimweh", "mal du pays", "nostalgia di casa", "nhớ nhà", "思乡"),
    (-0.5, -0.4, "melancholy", "wehmütig", "mélancolique", "malinconico", "u sầu", "忧郁"),
    (-0.8, -0.2, "grief", "Trauer", "deuil", "lutto", "tang thương", "哀悼"),
    (-0.6, 0.2, "dark", "finster", "sombre", "oscuro", "tăm tối", "黑暗"),
    (-0.8, 0.8, "terror", "Schrecken", "terreur", "terrore", "kinh hoàng", "恐怖"),
    (-0.8, 0.75, "rage", "Raserei", "rage", "furia", "thịnh nộ", "狂怒"),
    (-0.75, 0.6, "war and battle", "Krieg und Schlacht", "guerre et bataille", "guerra", "chiến tranh", "战争"),
    (-0.8, 0.1, "death", "Tod", "mort", "morte", "cái chết", "死亡"),
    (0.45, -0.6, "dreamy", "verträumt", "rêveur", "sognante", "mơ màng", "梦幻"),
    (0.5, -0.7, "lullaby", "Wiegenlied", "berceuse", "ninna nanna", "bài hát ru", "摇篮曲"),
    (0.55, -0.75, "peaceful", "friedlich", "paisible", "pacifico", "yên bình", "宁静"),
    (
        0.75, 0.75,
        "ecstatic dancing", "ausgelassener Tanz", "danse endiablée",
        "danza sfrenata", "nhảy múa cuồng nhiệt", "狂欢舞蹈",
    ),
    (
        0.7, 0.1,
        "spring flowers", "Frühlingsblumen", "fleurs de printemps", "fiori di primavera", "hoa xuân", "春天的花",
    ),
    (0.0, 0.0, "neutral", "neutral", "neutre", "neutrale", "trung tính", "中性"),
    (
        0.0, -0.1,
        "a table and a chair", "ein Tisch und ein Stuhl", "une table et une chaise",
        "un tavolo e una sedia", "cái bàn và cái ghế", "桌子和椅子",
    ),
    (
        0.5, -0.3,
        "prayer and devotion", "Gebet und Andacht", "prière et dévotion", "preghiera", "lời cầu nguyện", "祈祷",
    ),
]

PHRASES = [
    (0.4, -0.75, "calm solo piano, slow"),
    (0.75, 0.7, "upbeat dance pop, fast, party"),
    (0.6, 0.75, "fast energetic rock with driving drums"),
    (-0.5, 0.85, "aggressive heavy metal, loud distorted guitars"),
    (-0.55, -0.5, "slow sad violin in a minor key"),
    (0.3, -0.8, "ambient, quiet, floating synthesizer pads"),
    (0.4, 0.7, "epic orchestra with brass and choir, triumphant"),
    (-0.7, 0.6, "dark suspenseful film music, tense strings"),
    (0.7, 0.35, "cheerful folk tune with accordion"),
    (0.55, -0.4, "warm acoustic guitar ballad, gentle love song"),
    (-0.65, -0.55, "funeral march, mournful and slow"),
    (0.6, 0.5, "lively waltz"),
    (0.2, 0.6, "electronic, fast beat, techno"),
    (0.3, -0.5, "soft jazz in a bar late at night"),
    (-0.3, -0.5, "lonely blues, slow guitar"),
    (0.75, 0.6, "We sing and dance together, the whole town celebrates tonight"),
    (0.8, 0.4, "My heart leaps with joy because you love me"),
    (0.65, -0.3, "Hold me softly, stay with me, my dearest"),
    (0.55, -0.75, "Sleep, my child, the stars watch over you"),
    (0.5, -0.7, "The lake lies still under the silver moon"),
    (0.6, 0.2, "Spring has come, the birds sing in the green trees"),
    (0.6, 0.3, "The morning sun rises and everything begins anew"),
    (-0.6, -0.4, "You are gone and the house is empty, I wait alone"),
    (-0.75, -0.3, "I weep at your grave, my tears will not end"),
    (-0.7, -0.5, "All hope is lost, only the cold winter remains"),
    (-0.4, -0.3, "I remember the days of my youth that never come back"),
    (-0.5, -0.2, "Far from my homeland I long for my mother"),
    (-0.8, 0.75, "The cannons roar, blood runs through the streets"),
    (-0.75, 0.7, "I hate you, I will have my revenge"),
    (-0.7, 0.75, "Run, the flames are coming, the wolves are howling"),
    (-0.6, 0.5, "The storm breaks over us and the ship is sinking"),
    (0.4, 0.7, "Forward, brothers, to victory, raise the banner high"),
    (0.7, 0.65, "Drink, friends, fill the glasses and laugh"),
    (0.6, -0.1, "Praise the Lord, his mercy is without end"),
    (-0.55, 0.3, "You betrayed me and broke my heart"),
    (0.3, -0.4, "In my dream I wandered through a garden of roses"),
    (0.05, -0.2, "The old man walks along the road with his dog"),
]


def load() -> list[tuple[int, str, float, float]]:
    """(concept, text, valence, arousal); translations of one word share the concept's number."""
    rows = [(RADIUS * cos(radians(a)), RADIUS * sin(radians(a)), *words) for a, *words in RUSSELL]
    rows += PLACED + PHRASES
    return [
        (concept, text, valence, arousal)
        for concept, (valence, arousal, *texts) in enumerate(rows)
        for text in texts
    ]
