/* What a tunnel costs at least: a relay that only seals or opens TLS 1.3 records of AES-128-GCM under fixed keys with libcrypto's EVP.
 * One thread a direction, blocking sockets, batches of 32 records, sealed and opened in place.
 *   floor seal PORT TARGET    accepts plaintext, dials records      floor open PORT TARGET    accepts records, dials plaintext
 * It proves nobody's identity and agrees on no key: it is a measure, not a tunnel. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CONTENT = 16384, SLOT = 5 + CONTENT + 1 + 16, BATCH = 32 };

static const unsigned char key[16] = "a key of nobody";
static int target_port;
static int seals;

struct way { int from, to, sealing; };

static void die(const char *what) { perror(what); exit(1); }

static void nonce_of(uint64_t sequence, unsigned char nonce[12])
{
    memset(nonce, 0, 12);
    for (int i = 0; i < 8; i++) nonce[11 - i] = (unsigned char)(sequence >> (8 * i));
}

static int write_all(int fd, const unsigned char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n <= 0) return -1;
        bytes += n;
        length -= (size_t)n;
    }
    return 0;
}

static void seal_way(int from, int to)
{
    unsigned char *slots = malloc(BATCH * SLOT), nonce[12];
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    EVP_EncryptInit_ex(cipher, EVP_aes_128_gcm(), NULL, key, NULL);
    uint64_t sequence = 0;
    for (;;) {
        struct iovec into[BATCH];
        for (int i = 0; i < BATCH; i++) into[i] = (struct iovec){ slots + i * SLOT + 5, CONTENT };
        ssize_t n = readv(from, into, BATCH);
        if (n <= 0) break;
        unsigned char *end = slots;
        for (int i = 0; n > 0; i++) {
            int length = n < CONTENT ? (int)n : CONTENT, out;
            unsigned char *record = slots + i * SLOT, *text = record + 5;
            text[length] = 23;
            record[0] = 23; record[1] = 3; record[2] = 3;
            record[3] = (unsigned char)((length + 17) >> 8); record[4] = (unsigned char)(length + 17);
            nonce_of(sequence++, nonce);
            EVP_EncryptInit_ex(cipher, NULL, NULL, NULL, nonce);
            EVP_EncryptUpdate(cipher, NULL, &out, record, 5);
            EVP_EncryptUpdate(cipher, text, &out, text, length + 1);
            EVP_EncryptFinal_ex(cipher, text + length + 1, &out);
            EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, 16, text + length + 1);
            end = text + length + 17;
            n -= length;
        }
        if (write_all(to, slots, (size_t)(end - slots)) < 0) break;
    }
    EVP_CIPHER_CTX_free(cipher);
    free(slots);
}

static void open_way(int from, int to)
{
    const size_t size = BATCH * SLOT;
    unsigned char *bytes = malloc(size), nonce[12];
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    EVP_DecryptInit_ex(cipher, EVP_aes_128_gcm(), NULL, key, NULL);
    uint64_t sequence = 0;
    size_t held = 0;
    for (;;) {
        ssize_t n = read(from, bytes + held, size - held);
        if (n <= 0) break;
        held += (size_t)n;
        size_t at = 0;
        struct iovec out_of[BATCH + 1];
        int count = 0;
        while (held - at >= 5) {
            int length = bytes[at + 3] << 8 | bytes[at + 4], out;
            if (held - at < (size_t)(5 + length)) break;
            unsigned char *text = bytes + at + 5;
            nonce_of(sequence++, nonce);
            EVP_DecryptInit_ex(cipher, NULL, NULL, NULL, nonce);
            EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, 16, text + length - 16);
            EVP_DecryptUpdate(cipher, NULL, &out, bytes + at, 5);
            EVP_DecryptUpdate(cipher, text, &out, text, length - 16);
            if (EVP_DecryptFinal_ex(cipher, text + length - 16, &out) != 1) { fputs("a record does not open\n", stderr); exit(1); }
            out_of[count++] = (struct iovec){ text, (size_t)(length - 17) };
            at += (size_t)(5 + length);
            if (count == BATCH) break;
        }
        for (int first = 0; first < count;) {
            ssize_t sent = writev(to, out_of + first, count - first);
            if (sent <= 0) goto end;
            while (first < count && (size_t)sent >= out_of[first].iov_len) sent -= (ssize_t)out_of[first++].iov_len;
            if (first < count) { out_of[first].iov_base = (char *)out_of[first].iov_base + sent; out_of[first].iov_len -= (size_t)sent; }
        }
        memmove(bytes, bytes + at, held - at);
        held -= at;
    }
end:
    EVP_CIPHER_CTX_free(cipher);
    free(bytes);
}

static void *run(void *argument)
{
    struct way way = *(struct way *)argument;
    free(argument);
    if (way.sealing) seal_way(way.from, way.to); else open_way(way.from, way.to);
    shutdown(way.to, SHUT_WR);
    close(way.from);
    close(way.to);
    return NULL;
}

static void begin(int from, int to, int sealing)
{
    struct way *way = malloc(sizeof *way);
    pthread_t thread;
    *way = (struct way){ dup(from), dup(to), sealing };
    if (pthread_create(&thread, NULL, run, way) != 0) die("thread");
    pthread_detach(thread);
}

int main(int count, char **arguments)
{
    if (count != 4) { fputs("usage: floor seal|open PORT TARGET\n", stderr); return 2; }
    signal(SIGPIPE, SIG_IGN);
    seals = strcmp(arguments[1], "seal") == 0;
    target_port = atoi(arguments[3]);
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[2])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 1024) < 0) die("listen");
    for (;;) {
        int accepted = accept(listener, NULL, NULL), dialled = socket(AF_INET, SOCK_STREAM, 0);
        struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)target_port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        if (accepted < 0) die("accept");
        if (connect(dialled, (struct sockaddr *)&to, sizeof to) < 0) { close(accepted); close(dialled); continue; }
        setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        setsockopt(dialled, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        begin(accepted, dialled, seals);
        begin(dialled, accepted, !seals);
        close(accepted);
        close(dialled);
    }
}
