//! Real pages: how much of a contract is found on its own page, how much of what is falsified is noticed, and how many
//! known rows are found again when they are left out. The pages are not part of the repository; without them the tests
//! say so and pass.

mod corpus;
mod falsified;
mod left_out;
mod own_page;
