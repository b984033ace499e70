// Command etcd runs an embedded etcd server under load (puts, gets, watches, leases) and dumps its goroutines three times.
package main

import (
	"context"
	"fmt"
	"log"
	"net/url"
	"os"
	"runtime/pprof"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
)

const clients = 40

func main() {
	prefix := os.Args[1]
	dir, err := os.MkdirTemp("", "etcd")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	config := embed.NewConfig()
	config.Dir = dir
	config.LogLevel = "error"
	any := url.URL{Scheme: "http", Host: "127.0.0.1:0"}
	config.ListenClientUrls = []url.URL{any}
	config.ListenPeerUrls = []url.URL{any}
	server, err := embed.StartEtcd(config)
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	<-server.Server.ReadyNotify()
	address := server.Clients[0].Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for i := 0; i < clients; i++ {
		client, err := clientv3.New(clientv3.Config{Endpoints: []string{address}, DialTimeout: 5 * time.Second})
		if err != nil {
			log.Fatal(err)
		}
		go load(ctx, client, i)
	}
	for i := 1; i <= 3; i++ {
		time.Sleep(3 * time.Second)
		f, err := os.Create(fmt.Sprintf("%s.%d.txt", prefix, i))
		if err != nil {
			log.Fatal(err)
		}
		pprof.Lookup("goroutine").WriteTo(f, 2)
		f.Close()
	}
}

func load(ctx context.Context, client *clientv3.Client, i int) {
	key := fmt.Sprintf("load/%d", i)
	watch := client.Watch(ctx, key)
	go func() {
		for range watch {
		}
	}()
	if lease, err := client.Grant(ctx, 60); err == nil {
		client.KeepAlive(ctx, lease.ID)
	}
	for ctx.Err() == nil {
		client.Put(ctx, key, "value")
		client.Get(ctx, key)
		time.Sleep(10 * time.Millisecond)
	}
}
