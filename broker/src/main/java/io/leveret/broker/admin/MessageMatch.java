package io.leveret.broker.admin;

import com.google.re2j.Pattern;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.LongString;
import io.leveret.codec.MessageProperties;
import io.leveret.management.admin.MessagesAdmin.Filter;
import io.leveret.management.admin.MessagesAdmin.State;
import io.leveret.queue.Message;
import io.leveret.queue.QueueView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whether messages are what somebody looks for. For one thread. */
final class MessageMatch {
    private record Header(String name, String value) {}

    private final Pattern routingKey;
    private final Pattern exchange;
    private final List<Header> headers = new ArrayList<>();
    private final byte[] body;
    private final int[] borders;
    private final State state;

    MessageMatch(Filter filter) {
        routingKey = pattern(filter.routingKey());
        exchange = pattern(filter.exchange());
        for (String header : filter.headers()) {
            int equals = header.indexOf('=');
            headers.add(
                    equals < 0
                            ? new Header(header, null)
                            : new Header(header.substring(0, equals), header.substring(equals + 1)));
        }
        String text = filter.bodyContains();
        body = text == null || text.isEmpty() ? null : text.getBytes(StandardCharsets.UTF_8);
        borders = body == null ? null : borders(body);
        state = filter.state();
    }

    /** Linear in what it looks at, whatever the text. */
    private static Pattern pattern(String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        StringBuilder expression = new StringBuilder();
        for (String part : text.split("\\*", -1)) {
            expression.append(expression.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        if (text.startsWith("*")) {
            expression.insert(0, ".*");
        }
        return Pattern.compile(expression.toString(), Pattern.DOTALL);
    }

    /** Whether anything is asked of what stands in a message. */
    private boolean ofContent() {
        return routingKey != null || exchange != null || !headers.isEmpty() || body != null;
    }

    /** A message that cannot be read is found if nothing is asked of it. */
    boolean matches(QueueView.Entry entry) {
        if (state != null && !state.name().equals(entry.state().name())) {
            return false;
        }
        return !ofContent() || entry.message() != null && matches(entry.message());
    }

    private boolean matches(Message message) {
        return (routingKey == null || routingKey.matches(message.routingKey()))
                && (exchange == null || exchange.matches(message.exchange()))
                && (headers.isEmpty() || hasHeaders(message))
                && (body == null || containsBody(message));
    }

    private boolean hasHeaders(Message message) {
        FieldTable table = new MessageProperties(message.content(), message.propertiesLength()).headers();
        for (Header header : headers) {
            FieldValue value = table == null ? null : table.get(header.name);
            if (value == null || header.value != null && !header.value.equals(text(value))) {
                return false;
            }
        }
        return true;
    }

    private static String text(FieldValue value) {
        return value.value() instanceof LongString text ? text.toString() : String.valueOf(value.value());
    }

    /**
     * For each beginning of what is looked for the length of its longest end that it begins with, too (Knuth, Morris
     * and Pratt, 1977): so a body is gone through once, whatever is looked for.
     */
    private static int[] borders(byte[] wanted) {
        int[] borders = new int[wanted.length];
        for (int i = 1, length = 0; i < wanted.length; i++) {
            while (length > 0 && wanted[i] != wanted[length]) {
                length = borders[length - 1];
            }
            length += wanted[i] == wanted[length] ? 1 : 0;
            borders[i] = length;
        }
        return borders;
    }

    private boolean containsBody(Message message) {
        byte[] content = message.content();
        int matched = 0;
        for (int at = message.propertiesLength(); at < content.length && matched < body.length; at++) {
            while (matched > 0 && content[at] != body[matched]) {
                matched = borders[matched - 1];
            }
            matched += content[at] == body[matched] ? 1 : 0;
        }
        return matched == body.length;
    }
}
