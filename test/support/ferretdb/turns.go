package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"log"
	"net"
	"sync"
)

// MongoDB changes a document atomically. FerretDB reads it, changes it and writes it back, so that of two changes at once one is lost. Here
// commands that write wait for each other.

var writing sync.Mutex

var writes = map[string]bool{
	"insert": true, "update": true, "delete": true, "findAndModify": true, "create": true, "createIndexes": true, "drop": true, "dropDatabase": true,
}

const (
	headerBytes = 16
	maxMessage  = 48_000_000
	opMsg       = 2013
)

// serve passes on what clients send, one connection for each of theirs.
func serve(listener net.Listener, socket string) {
	for {
		client, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			defer client.Close()
			database, err := net.Dial("unix", socket)
			if err != nil {
				return
			}
			defer database.Close()
			for exchange(client, database) == nil {
			}
		}()
	}
}

// exchange passes on one request and its reply.
func exchange(client, database net.Conn) error {
	request, err := readMessage(client)
	if err != nil {
		return err
	}
	reply, err := answer(database, request)
	if err != nil {
		return err
	}
	_, err = client.Write(reply)
	return err
}

func answer(database net.Conn, request []byte) ([]byte, error) {
	if writes[commandOf(request)] {
		writing.Lock()
		defer writing.Unlock()
	}
	if _, err := database.Write(request); err != nil {
		return nil, err
	}
	return readMessage(database)
}

func readMessage(from io.Reader) ([]byte, error) {
	header := make([]byte, headerBytes)
	if _, err := io.ReadFull(from, header); err != nil {
		return nil, err
	}
	length := int(binary.LittleEndian.Uint32(header))
	if length < headerBytes || length > maxMessage {
		return nil, errors.New("no message of the protocol")
	}
	message := make([]byte, length)
	copy(message, header)
	_, err := io.ReadFull(from, message[headerBytes:])
	return message, err
}

// commandOf is the name of the first element of a message's body, which says what is to be done: behind flags, the kind of the section, the
// length of the document and the element's type.
func commandOf(message []byte) string {
	const name = headerBytes + 4 + 1 + 4 + 1
	if len(message) <= name || binary.LittleEndian.Uint32(message[12:]) != opMsg {
		return ""
	}
	command, _, _ := bytes.Cut(message[name:], []byte{0})
	return string(command)
}
