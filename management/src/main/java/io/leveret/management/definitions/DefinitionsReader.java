package io.leveret.management.definitions;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.DefinitionSet;
import io.leveret.management.admin.DefinitionSet.ExchangeEntry;
import io.leveret.management.admin.DefinitionSet.QueueEntry;
import io.leveret.management.admin.DefinitionSet.UserEntry;
import io.leveret.management.admin.DefinitionSet.VhostEntry;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
import io.leveret.management.admin.PermissionsAdmin.TopicPermissionDetails;
import io.leveret.management.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads definitions files: those of RabbitMQ 3.x and 4.x, of a node or of one virtual host, and our own. What a file
 * says is brought into one form; what it means is looked at by who imports it. Keys that nobody knows are ignored.
 */
public final class DefinitionsReader {
    private static final String SHA256 = "rabbit_password_hashing_sha256";
    private static final String MD5 = "rabbit_password_hashing_md5";

    private static final String PROTECTED = "protected_from_deletion";

    /** Versions whose files have hashes without an algorithm. */
    private static final Pattern BEFORE_SHA = Pattern.compile("(3\\.[0-5]|[12]\\.\\d+)\\..*");

    private final Problems problems = new Problems();
    private final Map<?, ?> file;

    /** The virtual host that everything belongs to, or null if the file says it of each object. */
    private final String vhost;

    private DefinitionsReader(Map<?, ?> file, String vhost) {
        this.file = file;
        this.vhost = vhost;
    }

    /**
     * Reads a file of a node.
     *
     * @throws AdminException it is none; the text says what is wrong, and where
     */
    public static DefinitionSet readAll(String json) throws AdminException {
        return new DefinitionsReader(parse(json), null).all();
    }

    /**
     * Reads what belongs to a virtual host, out of a file of one. A file of a node will do as well: then all of it
     * comes to this virtual host, as with RabbitMQ.
     *
     * @throws AdminException it is none; the text says what is wrong, and where
     */
    public static DefinitionSet readVhost(String json, String vhost) throws AdminException {
        return new DefinitionsReader(parse(json), vhost).ofVhost();
    }

    /** Nothing at all is an empty file, as for RabbitMQ; editors may begin files with a byte order mark. */
    private static Map<?, ?> parse(String json) throws AdminException {
        String text = json.startsWith("\ufeff") ? json.substring(1) : json;
        if (text.isEmpty()) {
            return Map.of();
        }
        try {
            if (Json.readFile(text) instanceof Map<?, ?> file) {
                return file;
            }
        } catch (IllegalArgumentException e) {
            throw new AdminException(Kind.INVALID, "failed_to_parse_json", e);
        }
        throw new AdminException(Kind.INVALID, "failed_to_parse_json");
    }

    private DefinitionSet all() throws AdminException {
        DefinitionSet read = new DefinitionSet(
                list("users", this::user),
                list("vhosts", this::vhost),
                list("permissions", this::permission),
                list("topic_permissions", this::topicPermission),
                list("global_parameters", this::globalParameter),
                list("policies", this::policy),
                list("parameters", this::parameter),
                list("exchanges", this::exchange),
                list("queues", this::queue),
                list("bindings", this::binding));
        problems.refuseIfAny();
        return read;
    }

    private DefinitionSet ofVhost() throws AdminException {
        DefinitionSet read = new DefinitionSet(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                list("policies", this::policy),
                list("parameters", this::parameter),
                list("exchanges", this::exchange),
                list("queues", this::queue),
                list("bindings", this::binding));
        problems.refuseIfAny();
        return read;
    }

    private <T> List<T> list(String key, Function<Entry, T> reader) {
        return new Entry("", file, problems).list(key).stream().map(reader).toList();
    }

    // ---- each object

    private UserEntry user(Entry entry) {
        String password = entry.optionalText("password");
        String hash = entry.optionalText("password_hash");
        if (password != null && hash != null) {
            problems.add(entry.place(), "both_password_and_password_hash_are_provided");
        }
        String algorithm = entry.optionalText("hashing_algorithm");
        return new UserEntry(
                entry.text("name"),
                password,
                hash,
                algorithm == null ? algorithmOfVersion() : algorithm,
                userTags(entry),
                entry.isSaid("limits") ? entry.json("limits", Map.of()) : null);
    }

    private String algorithmOfVersion() {
        Object version = file.get(file.containsKey("rabbitmq_version") ? "rabbitmq_version" : "rabbit_version");
        boolean old = version instanceof String text && BEFORE_SHA.matcher(text).matches();
        return old ? MD5 : SHA256;
    }

    /** Long ago a user was an administrator or nothing. */
    private List<String> userTags(Entry entry) {
        List<String> tags = entry.tags("tags");
        if (tags != null) {
            return tags;
        }
        if (!entry.isSaid("administrator")) {
            problems.add(entry.place() + ".tags", "tags_not_present");
            return List.of();
        }
        return entry.flag("administrator", false) ? List.of("administrator") : List.of();
    }

    private VhostEntry vhost(Entry entry) {
        Entry metadata = entry.object("metadata");
        String description = entry.optionalText("description");
        List<String> tags = entry.tags("tags");
        String type = metadata.queueType("default_queue_type");
        return new VhostEntry(
                entry.text("name"),
                description == null ? metadata.optionalText("description") : description,
                tags == null ? metadata.tags("tags") : tags,
                type == null ? entry.queueType("default_queue_type") : type,
                metadata.isSaid(PROTECTED) ? (Boolean) metadata.flag(PROTECTED, false) : null,
                entry.isSaid("tracing") ? (Boolean) entry.flag("tracing", false) : null);
    }

    private PermissionDetails permission(Entry entry) {
        return new PermissionDetails(
                entry.text("user"),
                entry.text("vhost"),
                entry.text("configure"),
                entry.text("write"),
                entry.text("read"));
    }

    private TopicPermissionDetails topicPermission(Entry entry) {
        return new TopicPermissionDetails(
                entry.text("user"),
                entry.text("vhost"),
                entry.text("exchange"),
                entry.text("write"),
                entry.text("read"));
    }

    private Parameter globalParameter(Entry entry) {
        return new Parameter("", ParametersAdmin.GLOBAL, entry.text("name"), entry.json("value", null));
    }

    private Parameter parameter(Entry entry) {
        return new Parameter(
                vhostOf(entry), entry.text("component"), entry.text("name"), entry.json("value", Map.of()));
    }

    private Parameter policy(Entry entry) {
        Map<String, Object> value = new TreeMap<>();
        value.put("pattern", entry.text("pattern"));
        value.put("definition", entry.get("definition"));
        value.put("priority", entry.isSaid("priority") ? entry.get("priority") : 0L);
        value.put("apply-to", entry.isSaid("apply-to") ? entry.get("apply-to") : "all");
        return new Parameter(vhostOf(entry), ParametersAdmin.POLICY, entry.text("name"), Json.write(value));
    }

    private ExchangeEntry exchange(Entry entry) {
        return new ExchangeEntry(
                vhostOf(entry),
                entry.text("name"),
                entry.text("type"),
                entry.flag("durable", true),
                entry.flag("auto_delete", false),
                entry.flag("internal", false),
                entry.arguments());
    }

    private QueueEntry queue(Entry entry) {
        return new QueueEntry(
                vhostOf(entry),
                entry.text("name"),
                entry.flag("durable", true),
                entry.flag("auto_delete", false),
                entry.arguments());
    }

    private BindingDetails binding(Entry entry) {
        String type = entry.isSaid("destination_type") ? entry.text("destination_type") : "queue";
        if (!type.equals("queue") && !type.equals("exchange")) {
            problems.add(entry.place() + ".destination_type", "'" + type + "' is neither queue nor exchange");
        }
        return new BindingDetails(
                vhostOf(entry),
                entry.text("source"),
                entry.text("destination"),
                type.equals("queue"),
                entry.isSaid("routing_key") ? entry.text("routing_key") : "",
                entry.arguments());
    }

    private String vhostOf(Entry entry) {
        if (vhost != null) {
            return vhost;
        }
        if (!entry.isSaid("vhost")) {
            problems.add(
                    entry.place() + ".vhost",
                    "is missing: a file of a single virtual host can be imported into one virtual host only");
            return "";
        }
        return entry.text("vhost");
    }
}
