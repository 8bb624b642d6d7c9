//! People from tables of text.
