//! Prints the blocks of a page.
use theta_drift::Page;
fn main() {
    for name in std::env::args().skip(1) {
        let bytes = std::fs::read(&name).unwrap_or_default();
        let start = std::time::Instant::now();
        let page = Page::new(&name, &bytes);
        println!(
            "== {name} {:?} {:?} {} blocks {:?}",
            page.format,
            page.unreadable,
            page.blocks.len(),
            start.elapsed()
        );
        let mut end = 0;
        for (at, block) in page.blocks.iter().enumerate() {
            assert_eq!(block.span.start, end);
            end = block.span.end;
            let heads: Vec<&str> = page
                .headings(at)
                .map(|h| &*page.blocks[h].text)
                .map(|t| t.get(..12).unwrap_or(t))
                .collect();
            let els: Vec<&str> = page.elements(at).map(|h| &*page.elements[h].tag).collect();
            println!(
                "{at:4} r{} {:?} {} {:?} {:?} {heads:?} {els:?}",
                block.record,
                block.kind,
                page.header(block),
                block.text,
                block.marks
            );
        }
        assert_eq!(end, bytes.len());
    }
}
