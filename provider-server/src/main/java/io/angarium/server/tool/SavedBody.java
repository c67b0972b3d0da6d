package io.angarium.server.tool;

import io.angarium.jms.message.StreamedBody;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes the body of a message to a file: bytes and streams of any length as they are, text as UTF-8. */
final class SavedBody {
    private SavedBody() {}

    /**
     * Writes.
     *
     * @param file new; if that fails in the middle, nothing of it stays
     * @throws ToolException if there is such a file, or the message has no body of that kind
     */
    static void write(Message message, Path file) throws JMSException, IOException {
        if (!(message instanceof StreamedBody) && !(message instanceof TextMessage)) {
            throw new ToolException(
                    "only bytes, streams of bytes and text can be saved to a file; use --json for others");
        }
        boolean done = false;
        boolean made = false;
        try (OutputStream out = new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            made = true;
            if (message instanceof StreamedBody body) {
                body.bodyTo(out);
            } else {
                String text = ((TextMessage) message).getText();
                out.write((text == null ? "" : text).getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
            done = true;
        } catch (FileAlreadyExistsException there) {
            throw new ToolException("there is a file " + file + " already; nothing was taken from the queue");
        } finally {
            if (made && !done) {
                Files.deleteIfExists(file);
            }
        }
    }
}
