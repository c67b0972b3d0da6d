package io.angarium.examples.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Requests to the server under test. Used by any thread. */
final class Web {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** What a request has answered. */
    record Answer(int status, String text) {
        boolean succeeded() {
            return status == 200;
        }
    }

    Answer get(String path) {
        return send(path, HttpRequest.newBuilder().GET());
    }

    Answer post(String path) {
        return send(path, HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()));
    }

    Answer post(String path, String form) {
        return send(
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private Answer send(String path, HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(
                    request.uri(URI.create(Surroundings.server().address() + path))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
