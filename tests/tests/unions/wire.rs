//! What goes over the wire and what is read of it.

use crate::{contract, started};
use std::collections::BTreeMap;
use theta_mock::{Mock, RawReply};
use theta_runtime::Json;
use theta_spec::sample::{Success, success};
use theta_tests::unions::{
    Branch, Call, Comment, Compare, Content, Filter, Input, Item, Leaf, Mode, Order, Part, Scalar,
    Tree,
};

/// The body of the last request.
fn sent(mock: &Mock) -> String {
    let requests = mock.requests();
    String::from_utf8(requests.last().unwrap().body.to_vec()).unwrap()
}

#[tokio::test]
async fn a_caller_gives_any_variant_as_it_is() {
    let (mock, client) = started();
    client.chat("hi", "1").await.unwrap();
    assert_eq!(sent(&mock), r#"{"content":"hi","id":"1"}"#);
    client
        .chat(vec![Part::new("hi").with_mark(1)], "1")
        .await
        .unwrap();
    assert_eq!(
        sent(&mock),
        r#"{"content":[{"mark":1,"text":"hi"}],"id":"1"}"#
    );
    client.choose(Mode::Auto).await.unwrap();
    assert_eq!(sent(&mock), r#""auto""#);
    client.embed(vec![vec![1_i64, 2]]).await.unwrap();
    assert_eq!(sent(&mock), "[[1,2]]");
    client
        .embed(Input::Unlisted(Json::parse("{}").unwrap()))
        .await
        .unwrap_err();
}

#[tokio::test]
async fn a_union_of_texts_and_numbers_is_a_parameter() {
    let (mock, client) = started();
    client.list(true).ids(vec![1_i64, 2]).await.unwrap();
    client.list("a b").ids(7).await.unwrap();
    let queries: Vec<_> = mock
        .requests()
        .into_iter()
        .map(|request| {
            let query = request.query.into_iter();
            query
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(queries[0], ["ids=1", "ids=2", "mark=true"]);
    assert_eq!(queries[1], ["ids=7", "mark=a b"]);
}

#[tokio::test]
async fn an_answer_is_the_variant_that_it_fits() {
    let (mock, client) = started();
    let mut answers = Vec::new();
    for body in [
        r#"{"id":"1"}"#,
        r#"{"id":"1","content":[{"text":"hi"}]}"#,
        r#"{"id":"1","name":"clock"}"#,
        r#"{"note":"x"}"#,
        r#"{"id":"1","name":"clock","content":"hi"}"#,
        r"[1]",
    ] {
        let reply = RawReply::new(200).header("content-type", "application/json");
        mock.next_raw(reply.body(body)).unwrap();
        answers.push(client.chat("hi", "1").await.unwrap());
    }
    assert!(matches!(&answers[0], Item::Reference(it) if it.id == "1"));
    assert!(
        matches!(&answers[1], Item::Message(it) if matches!(&it.content, Content::Parts(parts) if parts.len() == 1))
    );
    assert_eq!(
        answers[2],
        Item::from(Call::from_json(r#"{"id":"1","name":"clock"}"#).unwrap())
    );
    assert!(matches!(&answers[3], Item::Note(it) if it.note == "x"));
    assert!(matches!(&answers[4], Item::Unlisted(_)));
    assert_eq!(answers[5].to_json(), "[1]");
}

#[test]
fn a_type_may_hold_itself_where_a_value_can_end() {
    let text = r#"{"best":{"best":null,"text":"b"},"text":"a","to":{"best":null,"text":"c"}}"#;
    let comment = Comment::from_json(text).unwrap();
    assert_eq!(
        comment.best.as_deref().map(|best| best.text.as_str()),
        Some("b")
    );
    assert_eq!(comment.to_json(), text);

    let compare = |field: &str| Filter::from(Compare::new(field, Some(Scalar::Integer(1))));
    let both = theta_tests::unions::Both::new(compare("a"), compare("b"));
    let text = r#"{"left":{"field":"a","value":1},"right":{"field":"b","value":1}}"#;
    assert_eq!(Filter::from(both).to_json(), text);
}

#[test]
fn a_deep_value_is_an_error_and_not_an_overflow() {
    let deep = |levels: usize| {
        let open = r#"{"text":"a","best":"#.repeat(levels);
        format!("{open}null{}", "}".repeat(levels))
    };
    assert!(Comment::from_json(&deep(100)).is_ok());
    let error = Comment::from_json(&deep(10_000)).unwrap_err();
    assert_eq!(error.expected(), "at most 128 levels of nesting");
}

#[test]
fn fields_without_names_go_into_their_map() {
    let text = r#"{"id":"1","colour":"red","size":"xl"}"#;
    let order = Order::from_json(text).unwrap();
    let metadata = BTreeMap::from([("colour", "red"), ("size", "xl")]);
    let metadata: BTreeMap<String, String> = metadata
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    assert_eq!(order, Order::new("1").with_metadata(metadata));
    assert_eq!(order.to_json(), text);
    let error = Order::from_json(r#"{"id":"1","size":7}"#).unwrap_err();
    assert_eq!(error.path(), "/size");
    // A name that the object has anyway is written once.
    let twice = BTreeMap::from([("id".to_owned(), "2".to_owned())]);
    assert_eq!(
        Order::new("1").with_metadata(twice).to_json(),
        r#"{"id":"1"}"#
    );
}

#[test]
fn a_tag_is_no_field_without_a_name() {
    let text = r#"{"kind":"leaf","name":"a","height":3}"#;
    let tree = Tree::from_json(text).unwrap();
    let Tree::Leaf(Leaf { sizes, .. }) = &tree else {
        panic!("it is a leaf")
    };
    assert_eq!(*sizes, BTreeMap::from([("height".to_owned(), 3)]));
    assert_eq!(tree.to_json(), text);
    let branch =
        r#"{"kind":"branch","left":{"kind":"leaf","name":"a"},"right":{"kind":"leaf","name":"b"}}"#;
    let read = Tree::from_json(branch).unwrap();
    assert!(matches!(&read, Tree::Branch(Branch { left, .. }) if matches!(**left, Tree::Leaf(_))));
    assert_eq!(read.to_json(), branch);
}

#[tokio::test]
async fn the_mock_takes_and_gives_what_the_contract_says() {
    let (_mock, client) = started();
    let order = client
        .order("1")
        .metadata([("a".to_owned(), "b".to_owned())])
        .await
        .unwrap();
    assert_eq!(order.id, "text");
    let tree = client
        .find(Compare::new("a", None::<Scalar>))
        .await
        .unwrap();
    assert_eq!(tree.to_json(), r#"{"kind":"leaf","name":"text"}"#);
}

#[test]
fn the_smallest_answer_of_each_endpoint_has_its_type() {
    let contract = contract();
    for endpoint in &contract.endpoints {
        let theta_spec::contract::Returns::Json(ty) = &endpoint.returns else {
            panic!("all of them return JSON")
        };
        let Some(Success::Body(body)) = success(&contract, endpoint) else {
            panic!("`{}` has an answer", endpoint.name)
        };
        let wrong = theta_spec::conform::mismatches(&contract, ty, &body);
        assert!(wrong.is_empty(), "{}: {body} {wrong:?}", endpoint.name);
    }
}
