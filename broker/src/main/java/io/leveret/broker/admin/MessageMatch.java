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

    private boolean containsBody(Message message) {
        byte[] content = message.content();
        int last = content.length - body.length;
        for (int at = message.propertiesLength(); at <= last; at++) {
            int n = 0;
            while (n < body.length && content[at + n] == body[n]) {
                n++;
            }
            if (n == body.length) {
                return true;
            }
        }
        return false;
    }
}
