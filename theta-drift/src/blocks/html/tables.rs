//! Tables of HTML, end tags left out or not.

use super::super::rich::Rich;
use super::super::{Block, BlockKind, Row, Table};
use super::tokens::Tag;

/// A cell that spans rows is repeated in them when it is no longer than this.
const MAX_REPEATED: usize = 200;

/// Cells behind this column reach into no other row.
const MAX_REACHING: usize = 64;

/// The tables that are open, outermost first.
#[derive(Default)]
pub(super) struct Tables {
    open: Vec<Open>,
}

#[derive(Default)]
struct Open {
    rows: Vec<Vec<Cell>>,
    row: Option<Vec<Cell>>,
    in_cell: bool,
    /// Cells of rows above that reach down: column, rows left, text.
    reaching: Vec<(usize, usize, Cell)>,
}

#[derive(Clone, Default)]
struct Cell {
    text: Rich,
    heading: bool,
    rows: usize,
    columns: usize,
}

impl Tables {
    pub(super) fn begin(&mut self) {
        self.open.push(Open::default());
    }

    pub(super) fn in_cell(&self) -> bool {
        self.open.last().is_some_and(|table| table.in_cell)
    }

    pub(super) fn row(&mut self) {
        if let Some(table) = self.open.last_mut() {
            table.end_row();
            table.row = Some(Vec::new());
        }
    }

    pub(super) fn cell(&mut self, tag: &Tag) {
        let Some(table) = self.open.last_mut() else {
            return;
        };
        table.row.get_or_insert_default().push(Cell {
            heading: tag.name == "th",
            rows: tag.rows,
            columns: tag.columns,
            ..Cell::default()
        });
        table.in_cell = true;
    }

    /// Adds text to the cell that is open.
    pub(super) fn put(&mut self, text: &Rich) {
        let row = self.open.last_mut().and_then(|table| table.row.as_mut());
        let Some(row) = row else { return };
        if let Some(cell) = row.last_mut() {
            if !cell.text.text().is_empty() {
                cell.text.gap("\n");
            }
            cell.text.append(text, 0..text.text().len());
        }
    }

    pub(super) fn end_cell(&mut self) {
        if let Some(table) = self.open.last_mut() {
            table.in_cell = false;
        }
    }

    pub(super) fn end_row(&mut self) {
        if let Some(table) = self.open.last_mut() {
            table.end_row();
        }
    }

    pub(super) fn end(&mut self, blocks: &mut Vec<Block>) {
        if let Some(mut table) = self.open.pop() {
            table.end_row();
            blocks.extend(table.block());
        }
    }

    pub(super) fn end_all(&mut self, blocks: &mut Vec<Block>) {
        while !self.open.is_empty() {
            self.end(blocks);
        }
    }
}

impl Open {
    fn end_row(&mut self) {
        self.in_cell = false;
        let Some(row) = self.row.take() else { return };
        let mut cells: Vec<Cell> = Vec::new();
        let mut written = row.into_iter().peekable();
        let above = std::mem::take(&mut self.reaching);
        let mut above = above.into_iter().peekable();
        loop {
            if let Some((_, left, cell)) = above.next_if(|(column, _, _)| *column <= cells.len()) {
                if left > 1 {
                    self.reaching.push((cells.len(), left - 1, cell.clone()));
                }
                cells.push(cell);
                continue;
            }
            let Some(cell) = written.next() else { break };
            if cell.rows > 1 && cells.len() < MAX_REACHING && cell.text.text().len() <= MAX_REPEATED
            {
                self.reaching
                    .push((cells.len(), cell.rows - 1, cell.clone()));
            }
            let columns = cell.columns;
            cells.push(cell);
            cells.extend((1..columns).map(|_| Cell::default()));
        }
        if !cells.is_empty() {
            self.rows.push(cells);
        }
    }

    fn block(self) -> Option<Block> {
        let mut lines = self.rows.into_iter().peekable();
        let first = lines.peek()?;
        // Rows that each begin with a heading have no header; otherwise the first row is it.
        let sideways = first.len() == 2 && first[0].heading && !first[1].heading;
        let header: Vec<Rich> = if sideways {
            vec![Rich::default(); 2]
        } else {
            lines.next()?.into_iter().map(|cell| cell.text).collect()
        };
        let rows: Vec<Row> = lines
            .map(|cells| Row {
                found: cells.len(),
                readings: vec![cells.into_iter().map(|cell| cell.text).collect()],
                mended: false,
            })
            .collect();
        Some(Block {
            kind: BlockKind::Table(Table { header, rows }),
            text: Rich::default(),
        })
    }
}
