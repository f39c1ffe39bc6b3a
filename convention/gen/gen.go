// Command gen writes convention/sources_gen.go: which functions, types and rules
// of the program cite which article of which treaty in a "Source:" line. The
// page of an article lists them, so that a lawyer can start from the article and
// arrive at the line.
//
// It is run by go generate in convention. With -check it writes nothing and
// fails when the file is not what it would write. A citation of an article that
// the data lacks fails always.
//
// With -texts LANGUAGE it prints instead what the content lacks in a language,
// in the form of the files in convention/data/text, for a translator to fill in.
package main

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"lindung/convention"
	"lindung/convention/data"
	"lindung/i18n"
)

const output = "convention/sources_gen.go"

func main() {
	check := flag.Bool("check", false, "write nothing; fail when the file is stale")
	lang := flag.String("texts", "", "print what the content lacks in this language")
	flag.Parse()
	err := error(nil)
	if *lang != "" {
		err = printGaps(os.Stdout, i18n.Lang(*lang))
	} else {
		err = run(*check)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(check bool) error {
	root, err := findRoot()
	if err != nil {
		return err
	}
	all, err := scan(os.DirFS(root))
	if err != nil {
		return err
	}
	want, err := write(all)
	if err != nil {
		return err
	}
	file := filepath.Join(root, filepath.FromSlash(output))
	if !check {
		return os.WriteFile(file, want, 0o644)
	}
	have, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, want) {
		return fmt.Errorf("%s is stale: run go generate ./convention", output)
	}
	return nil
}

// findRoot returns the folder of go.mod, above the current one.
func findRoot() (string, error) {
	dir, err := os.Getwd()
	for ; err == nil; dir = filepath.Dir(dir) {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod here or above")
		}
	}
	return "", err
}

var sourceLine = regexp.MustCompile(`^\s*(?://|--|#)\s*Source:\s*(.*)$`)

// articleRef is the instrument and the article at the start of a citation; a
// remark may follow.
var articleRef = regexp.MustCompile(`^[A-Z][A-Z0-9-]* [0-9]+(?:\.[0-9]+)?(?:\([a-z]\))?`)

// scan returns every citation of the tree, in order, each place once. Tests,
// test data, dependencies and hidden folders are not part of the program.
func scan(fsys fs.FS) ([]convention.Citation, error) {
	var all []convention.Citation
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(base, ".") || slices.Contains([]string{"testdata", "node_modules", "vendor"}, base)) {
				return fs.SkipDir
			}
			return nil
		}
		var found []convention.Citation
		switch {
		case strings.HasSuffix(base, "_test.go"):
		case path.Ext(base) == ".go":
			found, err = scanGo(fsys, name)
		case path.Ext(base) == ".cedar", path.Ext(base) == ".sql":
			found, err = scanText(fsys, name)
		}
		all = append(all, found...)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b convention.Citation) int {
		return cmp.Or(cmp.Compare(a.Ref, b.Ref), cmp.Compare(a.File, b.File), cmp.Compare(a.Name, b.Name))
	})
	return slices.Compact(all), nil
}

func scanText(fsys fs.FS, name string) ([]convention.Citation, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var all []convention.Citation
	for i, line := range strings.Split(string(text), "\n") {
		refs, err := refsOf(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, i+1, err)
		}
		for _, ref := range refs {
			all = append(all, convention.Citation{Ref: ref, File: name})
		}
	}
	return all, nil
}

// refsOf returns what a line cites: "Source: ACTIP 14.3; ACTIP 15.1". Standards
// that are not treaties are not the business of this list; a treaty without an
// article cannot be listed on any page.
func refsOf(line string) ([]string, error) {
	m := sourceLine.FindStringSubmatch(line)
	if m == nil {
		return nil, nil
	}
	var refs []string
	for ref := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(m[1]), "."), ";") {
		ref = articleRef.FindString(strings.TrimSpace(ref))
		switch {
		case data.Article(ref):
			refs = append(refs, ref)
		case strings.HasPrefix(ref, "ACTIP"):
			return nil, fmt.Errorf("%q is not an article of convention/data", ref)
		}
	}
	return refs, nil
}

func scanGo(fsys fs.FS, name string) ([]convention.Citation, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	var all []convention.Citation
	for _, group := range file.Comments {
		for _, comment := range group.List {
			refs, err := refsOf(comment.Text)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", set.Position(comment.Pos()), err)
			}
			owner, says := ownerOf(file, comment.Pos())
			for _, ref := range refs {
				all = append(all, convention.Citation{Ref: ref, File: name, Name: owner, Says: says})
			}
		}
	}
	return all, nil
}

// ownerOf returns the name of the declaration that a comment belongs to or
// stands in, with the first sentence of its comment.
func ownerOf(file *ast.File, at token.Pos) (name, says string) {
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if within(at, d.Doc, d) {
				return funcName(d), sentence(d.Doc)
			}
		case *ast.GenDecl:
			if within(at, d.Doc, d) {
				return specName(d, at)
			}
		}
	}
	return "", sentence(file.Doc)
}

func within(at token.Pos, comment *ast.CommentGroup, n ast.Node) bool {
	from := n.Pos()
	if comment != nil {
		from = min(from, comment.Pos())
	}
	return at >= from && at < n.End()
}

func funcName(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return d.Name.Name
	}
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if generic, ok := t.(*ast.IndexExpr); ok {
		t = generic.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name + "." + d.Name.Name
	}
	return d.Name.Name
}

func specName(d *ast.GenDecl, at token.Pos) (name, says string) {
	for _, s := range d.Specs {
		var first string
		var comment *ast.CommentGroup
		switch s := s.(type) {
		case *ast.TypeSpec:
			first, comment = s.Name.Name, s.Doc
		case *ast.ValueSpec:
			first, comment = s.Names[0].Name, s.Doc
		}
		if comment == nil {
			comment = d.Doc
		}
		if within(at, comment, s) {
			return first, sentence(comment)
		}
	}
	return "", sentence(d.Doc)
}

func sentence(group *ast.CommentGroup) string {
	if group == nil {
		return ""
	}
	return new(doc.Package).Synopsis(group.Text())
}

func write(all []convention.Citation) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("// Code generated by lindung/convention/gen. DO NOT EDIT.\n\npackage convention\n\n")
	b.WriteString("// citations are the places of the program that cite an article.\nvar citations = []Citation{\n")
	for _, c := range all {
		fmt.Fprintf(&b, "\t{%q, %q, %q, %q},\n", c.Ref, c.File, c.Name, c.Says)
	}
	b.WriteString("}\n")
	return format.Source(b.Bytes())
}
