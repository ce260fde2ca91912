package io.leveret.management.metrics;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.LoginAttemptsAdmin.Attempts;
import io.leveret.management.admin.LoginAttemptsAdmin.SourceAttempts;
import io.leveret.management.ctl.FakeNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** What endpoints show of figures that are set, without HTTP. */
final class ScrapedText {
    private ScrapedText() {}

    /** Everything but what is told of the JVM. */
    static Map<String, TextFormat.Family> of(Endpoint endpoint, SomeFigures figures)
            throws IOException, AdminException {
        return TextFormat.read(text(endpoint, figures));
    }

    /** The same as it is written. */
    static String text(Endpoint endpoint, SomeFigures figures) throws IOException, AdminException {
        FakeNode node = new FakeNode();
        node.figures = figures;
        node.attempts.add(new SourceAttempts("10.0.0.1", "app", new Attempts("amqp091", 3, 2)));
        BrokerPorts ports = node.broker().orElseThrow();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Exposition out = new Exposition(bytes);
        Scrape scrape = new Scrape(new Sight(ports, NodeReading.of(node.status()), Set.of()), out);
        switch (endpoint) {
            case AGGREGATED -> scrape.aggregated();
            case PER_OBJECT -> scrape.perObject();
            case MEMORY_BREAKDOWN -> scrape.memoryBreakdown();
            case DETAILED -> throw new IllegalArgumentException("says what is asked for");
        }
        Identity.of(node, "9.9", ports.parameters()).write(out, endpoint.label());
        new Telemetry(endpoint.registry()).write(out);
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
