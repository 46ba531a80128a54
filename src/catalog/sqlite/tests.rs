use super::*;
use crate::catalog::{Outcome, conformance};
use crate::impression::{Shown, Versions};
use crate::profile::Action;
use crate::vectors::checksum;

async fn open(folder: &Path) -> SqliteCatalog {
    SqliteCatalog::open(folder.join("deep/catalog.db").to_str().unwrap()).await.unwrap()
}

#[tokio::test]
async fn conforms() {
    let folder = tempfile::tempdir().unwrap();
    conformance::conforms(&open(folder.path()).await).await;
}

#[tokio::test]
async fn a_file_name_with_wildcards_is_no_pattern() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = open(folder.path()).await;
    for reference in ["file:/100%/a", "file:/100x/a"] {
        let place = Place { reference, stamp: "1", root: "/" };
        catalog.refuse(place, "no", &[]).await.unwrap();
    }
    assert_eq!(catalog.visits("file:/100%/").await.unwrap().len(), 1);
}

/// A catalog of the first version with one track of two passages, one without passages, and a place
/// that was refused.
const FIRST_VERSION: &str = "
    insert into tracks values
        (x'00000000000000000000000000000001', 'one', '', '', '[]', null, 'vi', null, null, 4242),
        (x'00000000000000000000000000000002', 'two', '', '', '[]', null, null, null, null, 0);
    insert into passages values
        (x'00000000000000000000000000000001', 0, null, null, 'a', 'a', 0.5, 0.5, x'0000803f00000000'),
        (x'00000000000000000000000000000001', 1, null, null, 'b', 'b', 0.5, 0.5, x'000000000000803f');
    insert into visits values
        ('file:/m/one', '12.5 34;56 in it | 1 e5-small-0123456789abcdef in place',
         x'00000000000000000000000000000001', null),
        ('file:/m/two', '7;8 | 1 e5-small-0123456789abcdef copied',
         x'00000000000000000000000000000002', null),
        ('file:/m/three', '9;9 | 1 e5-small-fedcba9876543210 in place',
         x'00000000000000000000000000000003', 'it is broken')";

async fn first_version(path: &Path) {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let pool = SqlitePoolOptions::new().connect_with(options).await.unwrap();
    migrator(&MIGRATIONS[..1]).run(&pool).await.unwrap();
    sqlx::raw_sql(FIRST_VERSION).execute(&pool).await.unwrap();
    pool.close().await;
}

#[tokio::test]
async fn a_catalog_of_the_first_version_keeps_its_embeddings_and_nothing_is_ingested_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("catalog.db");
    first_version(&path).await;
    let catalog = SqliteCatalog::open(path.to_str().unwrap()).await.unwrap();
    let collection = "e5-small-0123456789abcdef";
    let track = TrackId::from_bytes(1_u128.to_be_bytes());
    let record = catalog.record(collection, track).await.unwrap();
    assert_eq!((&*record.facts.folder, record.facts.language), ("/m", "vi".parse().ok()));
    assert_eq!(record.entries.len(), 2);
    for (entry, values) in record.entries.iter().zip([[1.0, 0.0], [0.0, 1.0]]) {
        assert_eq!(entry.embedding.values(), values);
    }
    for _ in 0..2 {
        let checksums = catalog.checksums(collection).await.unwrap();
        assert_eq!(checksums, HashMap::from([(track, checksum(&record))]), "made, then kept");
    }
    assert_eq!(catalog.lacks(collection).await.unwrap(), 0);
    assert_eq!(catalog.lacks("other-1").await.unwrap(), 1);

    let visits = catalog.visits("file:/m/").await.unwrap();
    let taken =
        |stamp: &str| Visit { stamp: stamp.to_owned(), outcome: Outcome::Taken, root: None };
    assert_eq!(visits["file:/m/one"], taken("12.5 34;56 in it | 1 in place"));
    assert_eq!(visits["file:/m/two"], taken("7;8 | 1 copied"));
    assert_eq!(visits["file:/m/three"].stamp, "9;9 | 1 in place");
}

/// Everything that lies in the folder of the catalog.
fn all_bytes(folder: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.flat_map(|file| std::fs::read(file).unwrap()).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A profile with this many events, on as many lists of eight songs.
async fn fill(catalog: &SqliteCatalog, profile: ProfileId, lists: u64) {
    // All of it is one transaction, for speed.
    let mut transaction = catalog.begin().await.unwrap();
    for number in 0..lists {
        let id = ImpressionId::unguessable().unwrap();
        let track = |place: u64| TrackId::of(&format!("{number} {place}"));
        let shown = (0..8).map(|place| Shown {
            passage: PassageId { track: track(place), number: 0 },
            propensity: 1.0,
            pick: None,
        });
        let versions = Versions { collection: "e5-1".to_owned(), ranker: "built-in".to_owned() };
        let (at, shown) = (Moment(number), shown.collect());
        let list = Impression { id, profile: Some(profile), experiment: None, versions, at, shown };
        learning::show(&mut transaction, &list).await.unwrap();
        let event = Event { profile, impression: id, track: track(0), action: Action::Like, at };
        let step = |profile: &mut Profile| profile.vector = vec![number as f32; 514];
        assert!(learning::learn(&mut transaction, &event, &step).await.unwrap());
    }
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn a_profile_of_ten_thousand_events_is_gone_from_every_file_within_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = open(folder.path()).await;
    let [profile, other] = [(); 2].map(|()| ProfileId::unguessable().unwrap());
    fill(&catalog, other, 2).await;
    fill(&catalog, profile, 10_050).await;
    let kept = catalog.events(profile).await.unwrap();
    assert_eq!((kept.len(), kept[0].at), (10_000, Moment(50)), "the latest are kept");
    assert_eq!(catalog.impressions(profile).await.unwrap().len(), 10_000);
    assert_eq!(catalog.profile(profile).await.unwrap().unwrap().lists, 10_050);
    assert!(holds(&all_bytes(&folder.path().join("deep")), profile.bytes()));
    let start = std::time::Instant::now();
    assert!(catalog.forget_profile(profile).await.unwrap());
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    let left = all_bytes(&folder.path().join("deep"));
    assert!(!holds(&left, profile.bytes()) && holds(&left, other.bytes()));
    assert_eq!(catalog.events(other).await.unwrap().len(), 2);
}
