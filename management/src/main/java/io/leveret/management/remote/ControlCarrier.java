package io.leveret.management.remote;

import io.leveret.management.control.ControlConversation;
import io.leveret.management.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The control channel of a node of this machine: who may use it is its operator, and needs no password. */
public final class ControlCarrier implements Carrier {
    private static final String TOOL = "leveret-api";
    private static final int MAX_HEAD_BYTES = 1 << 16;

    private final Path socket;

    /** @param socket the node's, by a path that is short enough */
    public ControlCarrier(Path socket) {
        this.socket = socket;
    }

    @Override
    public Answer send(Call call) throws NodeUnreachableException {
        List<String> arguments = new ArrayList<>(List.of(call.verb().name(), call.target()));
        call.headers().forEach((name, value) -> arguments.add(name + ": " + value));
        try {
            ControlConversation conversation =
                    ControlConversation.open(socket, TOOL, arguments, new ByteArrayInputStream(call.body()));
            try {
                return answer(conversation);
            } catch (IOException | NodeUnreachableException | RuntimeException e) {
                conversation.close();
                throw e;
            }
        } catch (IOException e) {
            throw new NodeUnreachableException("no node answers at " + socket + ": " + e.getMessage(), e);
        }
    }

    private Answer answer(ControlConversation conversation) throws IOException, NodeUnreachableException {
        InputStream output = conversation.output();
        String head = line(output);
        if (head.isEmpty()) {
            String said = conversation.errors().strip();
            throw new NodeUnreachableException(said.isEmpty() ? "the node at " + socket + " answers nothing" : said);
        }
        try {
            if (Json.read(head) instanceof Map<?, ?> fields
                    && fields.get("status") instanceof Long status
                    && fields.get("headers") instanceof Map<?, ?> given) {
                Map<String, String> headers = new LinkedHashMap<>();
                given.forEach((name, value) -> headers.put(name.toString(), value.toString()));
                return new Answer(status.intValue(), headers, output, conversation::close);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("it answers no head: " + e.getMessage(), e);
        }
        throw new IOException("it answers no head");
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (line.size() == MAX_HEAD_BYTES) {
                throw new IOException("it answers no head");
            }
            line.write(next);
            next = in.read();
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public String destination() {
        return socket.toString();
    }
}
