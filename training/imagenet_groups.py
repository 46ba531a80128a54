"""ImageNet's 1,000 classes as the plain words that people use.

Ranges of class numbers that are one thing to most people come first; single classes override
them; a class that is in neither is left out. Class order: ILSVRC 2012.
"""

RANGES = """
fish 0 1 389 397 ; shark 2 4 ; stingray 5 6 ; rooster 7 ; chicken 8 ; ostrich 9 ; bird 10 24 80 83 85 96 ; owl 24 ; eagle 22 ; vulture 23
lizard 25 29 38 48 ; frog 30 32 ; turtle 33 37 ; iguana 39 ; crocodile 49 50 ; dinosaur 51 ; snake 52 68 ; scorpion 71
spider 70 70 72 77 ; centipede 79 ; peacock 84 ; parrot 87 90 ; hummingbird 94 ; toucan 96 ; duck 97 98 ; goose 99 ; swan 100 ; elephant 101 385 386
kangaroo 104 ; koala 105 ; jellyfish 107 ; anemone 108 ; coral 109 973 ; shell 112 112 117 117 ; snail 113 ; crab 118 121 125 125 ; lobster 122 124
stork 127 128 ; flamingo 130 ; heron 131 132 ; bird 134 143 ; pelican 144 ; penguin 145 ; albatross 146 ; whale 147 148 ; seal 149 150
dog 151 268 ; wolf 269 271 ; coyote 272 ; dog 273 275 ; hyena 276 ; fox 277 280 ; cat 281 285 ; cougar 286 ; lynx 287 ; leopard 288 290
lion 291 ; tiger 292 ; cheetah 293 ; bear 294 295 297 ; polar bear 296 ; mongoose 298 ; meerkat 299 ; beetle 300 307 ; ladybug 301
fly 308 ; bee 309 ; ant 310 ; grasshopper 311 312 ; insect 313 318 ; cockroach 314 ; dragonfly 319 320 ; butterfly 321 326 ; starfish 327
sea urchin 328 ; rabbit 330 332 ; hamster 333 338 ; porcupine 334 ; squirrel 335 ; marmot 336 ; beaver 337 ; horse 339 ; zebra 340 ; pig 341
boar 342 343 ; hippopotamus 344 ; cow 345 346 ; bison 347 ; sheep 348 349 ; goat 350 ; antelope 351 353 ; camel 354 ; llama 355
weasel 356 359 ; otter 360 ; skunk 361 ; badger 362 ; armadillo 363 ; sloth 364 ; orangutan 365 ; gorilla 366 ; chimpanzee 367 ; monkey 368 382
lemur 383 384 ; panda 387 388
accordion 401 ; guitar 402 546 ; ship 403 510 628 ; plane 404 ; airship 405 ; altar 406 ; ambulance 407 ; clock 409 892 ; apron 411 ; trash can 412
rifle 413 764 ; backpack 414 ; bakery 415 ; balloon 417 ; banjo 420 ; barbell 422 543 ; barber 423 424 ; barn 425 ; barrel 427 756 ; baseball 429 981
basketball 430 ; cradle 431 516 520 ; bathtub 435 876 ; car 436 468 479 511 581 609 627 656 661 705 751 817 ; race car 751 ; lighthouse 437 ; wine bottle 907
beer 440 441 ; bicycle 444 671 ; swimsuit 445 638 639 842 ; binoculars 447 ; birdhouse 448 ; boathouse 449 ; bookcase 453 454 ; bow tie 457
broom 462 ; bucket 463 ; train 466 547 565 705 820 829 ; steam train 820 ; butcher shop 467 ; candle 470 ; cannon 471 ; canoe 472
carousel 476 ; castle 483 ; sailboat 484 780 871 914 ; cello 486 ; phone 487 528 707 ; chain 488 ; fence 489 716 912 ; christmas stocking 496 ; church 497
cinema 498 ; cliff dwelling 500 ; cup 504 968 ; coffee 967 505 550 ; keyboard 508 878 ; candy shop 509 ; cowboy hat 515 ; construction crane 517
helmet 518 560 ; dam 525 ; desk 526 ; computer 527 620 664 ; dining table 532 ; dock 536 ; dog sled 537 ; dome 538 ; drum 541 822
oil platform 540 ; fan 545 ; couch 831 ; fire truck 555 554 ; flagpole 557 ; flute 558 ; chair 559 765 423 ; fountain 562 ; pen 563 418 ; bed 564
frying pan 567 ; fur coat 568 ; truck 569 675 864 867 717 ; gas mask 570 ; gas pump 571 ; glass 572 ; golf 574 575 ; gondola 576 ; bride 578 982
piano 579 881 ; greenhouse 580 ; grocery store 582 ; hammer 587 ; harmonica 593 ; harp 594 ; harvester 595 856 ; honeycomb 599 ; carriage 603 ; hourglass 604
jack-o'-lantern 607 ; jeans 608 ; jeep 609 ; jersey 610 ; jigsaw puzzle 611 ; rickshaw 612 ; kimono 614 ; knot 616 ; lab coat 617 ; lamp 619 846
lawn mower 621 ; library 624 ; lifeboat 625 ; limousine 627 ; lipstick 629 ; loudspeaker 632 ; sawmill 634 ; mailbox 637 ; mask 643 ; maze 646
megalith 649 ; microphone 650 ; microwave 651 ; soldier 652 465 ; bus 654 779 874 ; missile 657 744 ; caravan 660 757 ; monastery 663 ; motorcycle 665 670
mosque 668 ; tent 672 ; computer mouse 673 ; necklace 679 ; notebook 681 ; obelisk 682 ; organ 687 ; paddle 693 ; padlock 695 ; paintbrush 696 ; palace 698
parachute 701 ; bench 703 ; parking meter 704 ; patio 706 ; pier 718 ; piggy bank 719 ; pillow 721 ; table tennis 722 ; pirate ship 724 ; planetarium 727
plastic bag 728 ; plow 730 ; camera 732 759 ; police van 734 ; pool table 736 ; plant pot 738 ; prison 743 ; projector 745 ; hockey 746 ; boxing 747
purse 748 ; quilt 750 ; tennis 752 852 ; radio 754 ; radio telescope 755 ; fridge 760 ; restaurant 762 ; revolver 763 ; rugby 768 ; running shoe 770
sandal 774 502 ; saxophone 776 ; school bus 779 ; scoreboard 781 ; sewing machine 786 ; shield 787 ; shoe shop 788 ; shopping cart 791 ; ski 795 ; snorkel 801
snowmobile 802 ; snowplow 803 ; soccer ball 805 ; sock 806 ; solar panel 807 ; sombrero 808 ; soup 809 925 ; space shuttle 812 ; speedboat 814
spider web 815 ; sports car 817 ; stage 819 ; bridge 821 839 888 ; steel bridge 821 ; suspension bridge 839 ; stone wall 825 ; stove 827 ; streetcar 829
stretcher 830 ; stupa 832 ; submarine 833 ; suit 834 ; sundial 835 ; sunglasses 836 837 ; swing 843 ; syringe 845 ; tank 847 ; teapot 849 ; teddy bear 850
television 851 598 ; thatched roof 853 ; theater 854 ; throne 857 ; roof 858 ; toaster 859 ; toilet 861 ; torch 862 ; totem pole 863 ; toy shop 865
tractor 866 ; tripod 872 ; arch 873 ; trombone 875 ; trumpet 513 566 ; typewriter 878 ; umbrella 879 ; unicycle 880 ; vase 883 ; viaduct 888 ; violin 889
volleyball 890 ; fighter jet 895 ; sink 896 ; washing machine 897 ; water bottle 898 ; water tower 900 ; airplane wing 908 ; wool 911 ; shipwreck 913
yurt 915 ; comic book 917 ; crossword 918 ; street sign 919 ; traffic light 920 ; book 921 ; menu 922 ; plate 923 ; guacamole 924 ; dessert 927
ice cream 928 929 ; bread 930 931 932 ; hamburger 933 ; hot dog 934 ; vegetables 936 945 ; mushroom 947 947 991 997 ; fruit 948 957 ; hay 958 ; pasta 959
chocolate 960 ; dough 961 ; meat 962 ; pizza 963 ; pie 964 ; burrito 965 ; red wine 966 ; mountain 970 ; bubble 971 ; cliff 972 ; geyser 974
lake 975 ; coast 976 ; sandbar 977 ; beach 978 ; valley 979 ; volcano 980 ; groom 982 ; diver 983 ; rapeseed field 984 ; daisy 985 ; orchid 986
corn 987 998 ; acorn 988 ; berries 989 ; wine 907 966 ; flower 985 986
"""


def groups():
    """label -> sorted class numbers. Two numbers are a range when the second is larger by under 120."""
    found = {}
    for entry in RANGES.replace("\n", ";").split(";"):
        words = entry.split()
        numbers = [int(word) for word in words if word.isdigit()]
        label = " ".join(word for word in words if not word.isdigit())
        if label:
            found.setdefault(label, set()).update(expand(label, numbers))
    return {label: sorted(numbers) for label, numbers in found.items()}


# Labels whose numbers are ranges (first and last class); those of all others are single classes.
RANGED = set(
    "fish shark stingray lizard frog turtle crocodile snake duck shell lobster stork heron whale seal dog wolf fox cat "
    "leopard beetle grasshopper insect dragonfly butterfly rabbit boar antelope weasel spider crab vegetables fruit mushroom monkey lemur panda bird parrot".split()
)


def expand(label, numbers):
    if label not in RANGED or len(numbers) % 2:
        return numbers
    pairs = zip(numbers[::2], numbers[1::2])
    return [n for first, last in pairs for n in range(first, last + 1) if last - first < 120]
