-- The protected cases of an organisation, of which its supervisors look for those that
-- nobody who is named can read any more.
CREATE INDEX cases_protected ON cases (org, id) WHERE protected;
