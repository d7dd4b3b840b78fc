"""A county that does not exist, with a year and a half of forms: for `ziping demo` and for tests."""
