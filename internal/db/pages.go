package db

// Pages calls each with every row of a long table, one page in memory at a time. next
// returns the rows after a given row; after the zero row, the first ones. Pages returns
// how many rows there were.
func Pages[T any](next func(after T) ([]T, error), each func(T) error) (n int, err error) {
	var last T
	for {
		rows, err := next(last)
		if err != nil || len(rows) == 0 {
			return n, err
		}
		for _, r := range rows {
			if err := each(r); err != nil {
				return n, err
			}
			n++
		}
		last = rows[len(rows)-1]
	}
}
