// Ferretdb is the database that the tests run against where no MongoDB is at hand: FerretDB, which speaks MongoDB's wire protocol, on SQLite files.
//
// Usage: ferretdb <address> <existing folder>
package main

import (
	"context"
	"log"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: ferretdb <address> <existing folder>")
	}
	address, folder := os.Args[1], os.Args[2]
	stopped, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()

	socket := filepath.Join(folder, "socket")
	// One that was killed leaves it behind.
	os.Remove(socket)
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	// What was written survives the end of this process without waiting for the disk. The machine's end no test can bring about.
	database, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{Unix: socket},
		Handler:   "sqlite",
		SQLiteURL: "file:" + folder + "/?_pragma=synchronous(off)",
	})
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	go serve(listener, socket)
	if err := database.Run(stopped); err != nil {
		log.Fatal(err)
	}
}
