package db

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib" // it is also the driver "pgx"
)

func (d *DB) openPostgres(ctx context.Context, url string, _ Options) error {
	d.kind = postgres
	conf, err := pgx.ParseConfig(url)
	if err != nil {
		return errors.New("the address of the PostgreSQL database makes no sense") // the parser's text may hold the password
	}
	if conf.ConnectTimeout == 0 || conf.ConnectTimeout > d.patience {
		conf.ConnectTimeout = d.patience
	}
	pool := stdlib.OpenDB(*conf)
	d.w = pool
	pool.SetMaxOpenConns(readers + 2)
	pool.SetMaxIdleConns(readers + 2)
	d.r = pool
	var version int
	if err := pool.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int`).Scan(&version); err != nil {
		return err
	}
	if version < 150000 {
		return fmt.Errorf("PostgreSQL 15 or later is needed; this server is %d", version/10000)
	}
	return nil
}

var bound sync.Map

// bind rewrites ? to $1, $2, … once for each text.
func bind(text string) string {
	if b, ok := bound.Load(text); ok {
		return b.(string)
	}
	var b strings.Builder
	n := 0
	for _, r := range text {
		if r == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
			continue
		}
		b.WriteRune(r)
	}
	bound.Store(text, b.String())
	return b.String()
}
