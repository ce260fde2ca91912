package io.leveret.broker.settings;

import java.util.TreeMap;

/** Writes docs/settings.md from the table. */
final class SettingsPage {
    private static final String HEAD = """
                # Settings

                Made from the table of settings by `make settings-page`; a test compares.

                Settings are written as in rabbitmq.conf: one `key = value` per line, `#` begins a comment, single
                quotes protect a value, `$(NAME)` is an environment variable, `include PATH` reads another file. Later
                sources go before earlier ones: defaults, the file (`--config`, else `RABBITMQ_CONFIG_FILE`, else
                `conf/leveret.conf` of the distribution), `conf.d/*.conf` beside it (or `RABBITMQ_CONFIG_FILES`, a
                directory or a pattern), the environment, `--set KEY=VALUE`. `bin/leveret config check` says what is
                wrong with them, `bin/leveret config show` what holds and where it comes from.

                Variables of the environment: `RABBITMQ_NODENAME`, `RABBITMQ_NODE_PORT`, `RABBITMQ_NODE_IP_ADDRESS`,
                `RABBITMQ_DEFAULT_USER`, `RABBITMQ_DEFAULT_PASS` (both also with `_FILE` behind, for a file that has
                the value), `RABBITMQ_DEFAULT_VHOST`, `RABBITMQ_LOGS` (`-`, `-stderr` or a file), `RABBITMQ_LOG`
                (`debug,connection=info,+json`), `RABBITMQ_LOG_BASE`. Those that RabbitMQ's image refuses
                (`RABBITMQ_SSL_CERTFILE` and the like) are refused with the key to write instead, and so is a file of
                Erlang terms, `advanced.config`, in which something stands.

                Passwords may stand encrypted, as `encrypted:BASE64`; `config_entry_decoder.passphrase`, or the first
                line of `config_entry_decoder.passphrase_file`, decrypts them. RabbitMQ reads them as they are, and
                takes the passphrase from its file of Erlang terms. `bin/leveret config encode` makes them, without a
                node, and `bin/rabbitmqctl encode`, where `'<<"secret">>'` is the password `secret`. As in RabbitMQ
                4.0.5 the key is made by a single round of SHA-256 unless cipher, hash and iterations are set;
                `--cipher aes_256_cbc --hash sha512 --iterations 100000` is better.

                An unknown key or a bad value refuses the start; with `--config-lenient` it is left out with a warning.
                Sizes take B, k, KB, KiB, M, MB, MiB, G, GB, GiB, T, TB, TiB. KB is 1,024 bytes for `binary-bytes` and
                1,000 for `decimal-bytes`. Durations take ms, s, m, h, d, w, f (a fortnight), also several: `1h30m`.
                Where a key has a `$`, any name stands; a dot in the name is written `\\.`.

                ## With effect

                | key | type | default | unit | what it does |
                |---|---|---|---|---|
                """;

    private SettingsPage() {}

    static String of(SettingsTable table) {
        StringBuilder page = new StringBuilder(HEAD);
        for (Setting setting : table.all()) {
            if (setting.hasEffect()) {
                page.append("| `").append(setting.key().text()).append("` | ");
                page.append(setting.type().text().replace("'", "").replace(",", ", "))
                        .append(" | ");
                page.append(setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`")
                        .append(" | ");
                page.append(setting.unit()).append(" | ").append(setting.doc()).append(" |\n");
            }
        }
        page.append("\nOther spellings: ");
        new TreeMap<>(table.aliases())
                .forEach((alias, key) -> page.append("`")
                        .append(alias)
                        .append("` is `")
                        .append(key)
                        .append("`; "));
        page.setLength(page.length() - 2);
        page.append("""
                .

                ## Accepted, without effect

                A node lists those that are set in its log when it starts, `bin/leveret config check` with why; where
                nothing is said, there is no effect yet.

                | key | type | why |
                |---|---|---|
                """);
        for (Setting setting : table.all()) {
            if (!setting.hasEffect()) {
                page.append("| `").append(setting.key().text()).append("` | ");
                page.append(setting.type().text().replace("'", "").replace(",", ", "))
                        .append(" | ")
                        .append(setting.doc())
                        .append(" |\n");
            }
        }
        return page.toString();
    }
}
