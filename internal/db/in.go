package db

// InList is the list of an IN, with places for mostIn values, so that a query for
// several rows by identifier is one literal text for both databases.
const InList = `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,` +
	` ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const mostIn = 50

// AllIn is All for a text whose places are those of InList and then those of rest. It asks
// for ids mostIn at a time, so that a page of rows costs one statement.
func AllIn[T any, ID ~string | ~int64](in Holder, columns func(*T) []any, text string, ids []ID, rest ...any) ([]T, error) {
	var all []T
	err := portions(ids, func(given []any) error {
		rows, err := All(in, columns, text, append(given, rest...)...)
		all = append(all, rows...)
		return err
	})
	return all, err
}

// ExecIn is Exec for a text whose places are those of InList, as AllIn is All.
func ExecIn[ID ~string](in Holder, text string, ids []ID) error {
	return portions(ids, func(given []any) error {
		_, err := Exec(in, text, given...)
		return err
	})
}

// portions calls run with what fills the places of InList, mostIn of ids at a time.
func portions[ID ~string | ~int64](ids []ID, run func([]any) error) error {
	for len(ids) > 0 {
		n := min(len(ids), mostIn)
		given := make([]any, mostIn)
		for i := range given {
			given[i] = ids[min(i, n-1)] // the places left over repeat the last value
		}
		if err := run(given); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}
