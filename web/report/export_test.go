package report

import "lindung/internal/page"

// Site is the site of the pages.
func Site() (*page.Site, error) { return siteOf(Options{}) }
