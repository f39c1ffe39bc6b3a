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
		`<form class="l-form" action="/a?b=1&amp;c=2" method="post" novalidate data-keep><input type="hidden" name="once" value="key">A</form><form action="/search" method="post">B</form>`
	if got := string(marked([]byte(in), mark)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := string(marked([]byte(in), nil)); got != in {
		t.Errorf("without marks\n%s", got)
	}
}
