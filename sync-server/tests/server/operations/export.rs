//! A workspace as lines that any program reads.

use std::collections::HashSet;
use std::fs;

use serde_json::Value;

use super::{done, refused, stopped_server, text};

#[tokio::test]
async fn an_export_has_every_record_with_its_values_and_its_history() {
    let (folder, secret, hashes) = stopped_server().await;
    let file = folder.path().join("all.jsonl");
    let data = text(folder.path()).to_owned();
    let arguments = ["export", "--data", &data, "--to", text(&file)];
    done(&arguments).await;
    let lines: Vec<Value> = fs::read_to_string(&file)
        .expect("read")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines[0]["regulars_export"], 1);
    assert_eq!(lines[0]["workspace"], secret.workspace().to_string());
    let of = |kind: &str| lines.iter().filter(|line| line.get(kind).is_some()).collect::<Vec<_>>();
    let records = lines.iter().filter(|line| line.get("values").is_some()).collect::<Vec<_>>();
    assert_eq!(records.len(), 3);
    for record in records {
        assert_eq!(record["values"]["note"], "note 3");
    }
    let exported: HashSet<String> =
        of("change").iter().map(|line| line["change"].as_str().expect("a hash").into()).collect();
    assert_eq!(exported, hashes.iter().map(ToString::to_string).collect());
    let written = &of("change")[1]["writes"][0];
    assert_eq!((&written["key"], &written["value"]), (&"note".into(), &"note 1".into()));
    assert_eq!(of("photo").len(), 1);

    // Nothing is overwritten, and a workspace that is not there is told from one that is.
    assert!(refused(&arguments).await.contains("cannot write"));
    let wrong = ["export", "--data", &data, "--workspace", "00112233445566778899aabbccddeeff"];
    assert!(refused(&wrong).await.contains(&secret.workspace().to_string()));
}
