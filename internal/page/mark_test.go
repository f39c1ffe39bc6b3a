package page

import "testing"

func TestMarked(t *testing.T) {
	mark := func(action string) Mark {
		switch action {
		case "/a?b=1&c=2":
			return Mark{Hidden: []Hidden{{"once", "key"}}, Keep: true}
		case "/search":
			return Mark{}
		}
		t.Errorf("asked for %q", action)
		return Mark{}
	}
	in := `<p>&lt;form action="/x" method="post"&gt;</p>` +
		`<form action="/list" method="get"><input name="q"></form>` +
		`<form class="l-form" action="/a?b=1&amp;c=2" method="post" novalidate>A</form><form action="/search" method="post">B</form>`
	want := `<p>&lt;form action="/x" method="post"&gt;</p>` +
		`<form action="/list" method="get"><input name="q"></form>` +
		`<form class="l-form" action="/a?b=1&amp;c=2" method="post" novalidate data-keep id="typed"><input type="hidden" name="once" value="key">A</form><form action="/search" method="post">B</form>`
	if got := string(marked([]byte(in), mark)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := string(marked([]byte(in), nil)); got != in {
		t.Errorf("without marks\n%s", got)
	}
}

// TestSwitchCarries: a change of language sends along what was typed.
func TestSwitchCarries(t *testing.T) {
	mark := func(action string) Mark { return Mark{Keep: action != "/account/language"} }
	bar := `<form class="l-switch" action="/account/language" method="post"><button class="l-switch__to" value="id">Bahasa Indonesia</button></form>`
	got := string(marked([]byte(bar+`<form action="/cases/1/notes" method="post"></form><form action="/other" method="post"></form>`), mark))
	want := `<form class="l-switch" action="/account/language" method="post"><button class="l-switch__to" form="typed" formaction="/account/language?typed=%2Fcases%2F1%2Fnotes" value="id">Bahasa Indonesia</button></form>` +
		`<form action="/cases/1/notes" method="post" data-keep id="typed"></form><form action="/other" method="post" data-keep></form>`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := string(marked([]byte(bar), mark)); got != bar {
		t.Errorf("a page without a form: %s", got)
	}
}
