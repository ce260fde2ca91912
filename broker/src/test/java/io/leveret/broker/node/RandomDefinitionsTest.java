package io.leveret.broker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.DefinitionsAdmin.ImportResult;
import io.leveret.management.admin.DefinitionsAdmin.Outcome;
import io.leveret.management.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random definitions, with all names that are legal: what one node exports another imports, and exports the same; so
 * does the first one after a restart, and to itself it is nothing new.
 */
@Timeout(120)
class RandomDefinitionsTest {
    private static final int RUNS = Integer.getInteger("runs", 4);
    private static final int MOST = 40;
    private static final String LETTERS = "ab/%~+\"\\ <&'.#*\u00e4\u20ac\ud83d\ude00\u0001\n";

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    Path directory;

    @Test
    void comeBackAsTheyWere() throws Exception {
        for (int run = 0; run < RUNS; run++) {
            String file = Json.write(definitions());
            try (DefinitionsFixture one = new DefinitionsFixture(Files.createDirectory(directory.resolve("a" + run)));
                    DefinitionsFixture other =
                            new DefinitionsFixture(Files.createDirectory(directory.resolve("b" + run)))) {
                assertThat(one.load(file))
                        .as("seed %d run %d", seed, run)
                        .noneMatch(each -> each.outcome() == Outcome.SKIPPED);
                String exported = one.export();
                assertSame(file, exported);
                other.load(exported);
                assertThat(other.export()).as("seed %d run %d", seed, run).isEqualTo(exported);
                assertThat(one.load(exported))
                        .as("seed %d run %d", seed, run)
                        .extracting(ImportResult::outcome)
                        .containsOnly(Outcome.UNCHANGED);
                one.restart();
                assertThat(one.export()).as("seed %d run %d", seed, run).isEqualTo(exported);
            }
        }
    }

    /** Everything that went in comes out, beside what each node has. */
    private void assertSame(String in, String out) {
        Map<?, ?> exported = (Map<?, ?>) Json.read(out);
        ((Map<?, ?>) Json.read(in)).forEach((list, objects) -> {
            Set<String> texts = new LinkedHashSet<>();
            ((List<?>) exported.get(list)).forEach(each -> texts.add(Json.write(each)));
            for (Object each : (List<?>) objects) {
                assertThat(texts).as("seed %d %s", seed, list).contains(Json.write(each));
            }
        });
    }

    // ---- what may be

    private Map<String, Object> definitions() {
        List<String> users = names(4);
        List<String> vhosts = names(3);
        List<Object> exchanges = new ArrayList<>();
        List<Object> queues = new ArrayList<>();
        List<Object> bindings = new ArrayList<>();
        List<Object> policies = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        for (String vhost : vhosts) {
            List<String> exchangeNames = names(6);
            List<String> queueNames = names(1 + random.nextInt(MOST));
            exchangeNames.forEach(each -> exchanges.add(exchange(vhost, each)));
            queueNames.forEach(each -> queues.add(queue(vhost, each)));
            Stream.generate(() -> binding(vhost, exchangeNames, queueNames))
                    .limit(random.nextInt(MOST))
                    .distinct()
                    .forEach(bindings::add);
            names(3).forEach(each -> policies.add(policy(vhost, each)));
            names(2).forEach(each ->
                    parameters.add(object("value", value(2), "vhost", vhost, "component", "shovel", "name", each)));
        }
        return object( // in the same order at each replay
                "users", users.stream().map(this::user).toList(),
                "vhosts", vhosts.stream().map(this::vhost).toList(),
                "permissions", permissions(users, vhosts),
                "exchanges", exchanges,
                "queues", queues,
                "bindings", bindings,
                "policies", policies,
                "parameters", parameters,
                "global_parameters",
                        names(2).stream()
                                .map(each -> object("name", each, "value", value(2)))
                                .toList());
    }

    private static Map<String, Object> object(Object... fields) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            object.put((String) fields[i], fields[i + 1]);
        }
        return object;
    }

    /** Different ones; now and then one of 255 bytes. */
    private List<String> names(int count) {
        Set<String> names = new LinkedHashSet<>();
        while (names.size() < count) {
            StringBuilder name = new StringBuilder();
            int most = random.nextInt(8) == 0 ? 255 : 1 + random.nextInt(12);
            while (true) {
                int at = LETTERS.offsetByCodePoints(0, random.nextInt(LETTERS.codePointCount(0, LETTERS.length())));
                String longer = name + Character.toString(LETTERS.codePointAt(at));
                if (longer.getBytes(StandardCharsets.UTF_8).length > most) {
                    break;
                }
                name.append(Character.toString(LETTERS.codePointAt(at)));
            }
            if (name.length() > 0) {
                names.add(name.toString());
            }
        }
        return List.copyOf(names);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt(1_000) / 8.0 + 0.0625;
            case 3 -> names(1).get(0);
            case 4 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    list.add(value(depth - 1));
                }
                yield list;
            }
            default -> table(1 + random.nextInt(3), depth - 1);
        };
    }

    private Map<String, Object> table(int size, int depth) {
        Map<String, Object> table = new TreeMap<>();
        names(size).forEach(each -> table.put(each, value(depth)));
        return table;
    }

    private Map<String, Object> user(String name) {
        byte[] hash = new byte[36];
        random.nextBytes(hash);
        String base64 = random.nextBoolean() ? "" : Base64.getEncoder().encodeToString(hash);
        String algorithm = one(List.of(
                "rabbit_password_hashing_sha256", "rabbit_password_hashing_sha512", "rabbit_password_hashing_md5"));
        Map<String, Object> limits =
                random.nextBoolean() ? Map.of() : Map.of("max-connections", (long) random.nextInt(9));
        return object(
                "name",
                name,
                "password_hash",
                base64,
                "hashing_algorithm",
                algorithm,
                "tags",
                names(random.nextInt(3)),
                "limits",
                limits);
    }

    private Map<String, Object> vhost(String name) {
        String description = random.nextBoolean() ? "" : names(1).get(0);
        List<String> tags = names(random.nextInt(3));
        String type = one(List.of("classic", "quorum"));
        Map<String, Object> metadata = object("description", description, "tags", tags, "default_queue_type", type);
        return object(
                "name",
                name,
                "description",
                description,
                "metadata",
                metadata,
                "tags",
                tags,
                "default_queue_type",
                type);
    }

    private List<Object> permissions(List<String> users, List<String> vhosts) {
        List<Object> permissions = new ArrayList<>();
        for (String user : users) {
            for (String vhost : vhosts) {
                permissions.add(object("user", user, "vhost", vhost, "configure", "^a", "write", ".*", "read", ""));
            }
        }
        return permissions;
    }

    private Map<String, Object> exchange(String vhost, String name) {
        String type = one(List.of("direct", "fanout", "topic", "headers", "x-random"));
        return object(
                "name",
                name,
                "vhost",
                vhost,
                "type",
                type,
                "durable",
                true,
                "auto_delete",
                random.nextBoolean(),
                "internal",
                random.nextBoolean(),
                "arguments",
                table(random.nextInt(3), 1));
    }

    private Map<String, Object> queue(String vhost, String name) {
        Map<String, Object> arguments = table(random.nextInt(3), 2);
        arguments.put("x-queue-type", one(List.of("classic", "quorum")));
        if (random.nextBoolean()) {
            arguments.put("x-max-length", (long) random.nextInt(100));
        }
        return object(
                "name",
                name,
                "vhost",
                vhost,
                "durable",
                true,
                "auto_delete",
                random.nextBoolean(),
                "arguments",
                arguments);
    }

    private Map<String, Object> binding(String vhost, List<String> exchanges, List<String> queues) {
        boolean toQueue = random.nextBoolean();
        return object(
                "source",
                one(exchanges),
                "vhost",
                vhost,
                "destination",
                one(toQueue ? queues : exchanges),
                "destination_type",
                toQueue ? "queue" : "exchange",
                "routing_key",
                names(1).get(0),
                "arguments",
                table(random.nextInt(2), 1));
    }

    private Map<String, Object> policy(String vhost, String name) {
        return object(
                "vhost",
                vhost,
                "name",
                name,
                "pattern",
                one(List.of("a", "^/", "")),
                "apply-to",
                one(List.of("all", "queues", "exchanges")),
                "definition",
                object("max-length", (long) random.nextInt(50), "message-ttl", 1_000L),
                "priority",
                (long) random.nextInt(5));
    }
}
