package io.leveret.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.persistence.DefinitionsStore.Change;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessRecordsTest {
    private final AccessRecords records = new AccessRecords((byte) 2, (byte) 3, (byte) 7);
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    private String text(int min) {
        String alphabet = "ab:/1\0 \u00e9\u65e5\ud83d\udc07".substring(0, 9); // without half a rabbit
        StringBuilder text = new StringBuilder();
        for (int n = min + random.nextInt(12); n > 0; n--) {
            text.append(random.nextInt(8) == 0 ? "\ud83d\udc07" : alphabet.charAt(random.nextInt(9)));
        }
        return text.toString();
    }

    @Test
    void usersComeBackAsTheyWere() {
        PasswordHash.Algorithm[] algorithms = PasswordHash.Algorithm.values();
        for (int i = 0; i < 500; i++) {
            byte[] hash = new byte[random.nextInt(70)];
            random.nextBytes(hash);
            Set<String> tags = new LinkedHashSet<>();
            for (int n = random.nextInt(4); n > 0; n--) {
                tags.add(text(0));
            }
            User user = new User(text(1), new PasswordHash(algorithms[random.nextInt(3)], hash), tags);
            Change change = records.put(user);
            assertThat(change.kind()).isEqualTo((byte) 2);
            User back = records.user(change.key(), change.value());
            assertThat(back).as("seed %d", seed).isEqualTo(user);
            assertThat(List.copyOf(back.tags())).isEqualTo(List.copyOf(user.tags()));
            assertThat(records.deleteUser(user.name()).key()).isEqualTo(change.key());
        }
        assertThat(records.deleteUser("x").value()).isNull();
    }

    @Test
    void permissionsComeBackAsTheyWere() {
        for (int i = 0; i < 500; i++) {
            Permission permission = new Permission(text(1), text(1), text(0), text(0), text(0));
            Change change = records.put(permission);
            assertThat(change.kind()).isEqualTo((byte) 3);
            assertThat(records.permission(change.key(), change.value()))
                    .as("seed %d", seed)
                    .isEqualTo(permission);
            assertThat(records.deletePermission(permission.user(), permission.vhost()))
                    .isEqualTo(new Change((byte) 3, change.key(), null));
        }
    }

    @Test
    void namesCannotRunIntoEachOther() {
        assertThat(records.deletePermission("bc", "a").key())
                .isNotEqualTo(records.deletePermission("c", "ab").key());
        assertThat(records.deletePermission("1:ab", "x").key())
                .isNotEqualTo(records.deletePermission("b", "1:xa").key());
    }

    @Test
    void otherVersionsAreRefused() {
        byte[] value = records.put(new User("a", PasswordHash.NONE, Set.of())).value();
        value[0] = 2;
        assertThatThrownBy(() -> records.user("a", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("user 'a' has format version 2");
        byte[] permission = records.put(new Permission("a", "v", "", "", "")).value();
        permission[0] = 9;
        assertThatThrownBy(() -> records.permission("1:va", permission))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("format version 9");
        assertThatThrownBy(() -> records.user("a", new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void damageIsRefusedWithNothingElse() {
        byte[] user = records.put(new User("a", PasswordHash.create("x"), Set.of("administrator")))
                .value();
        byte[] permission = records.put(new Permission("a", "v", ".*", "", "x")).value();
        for (int length = 0; length < permission.length; length++) {
            byte[] cut = Arrays.copyOf(permission, length);
            assertThatThrownBy(() -> records.permission("1:va", cut)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] longer = Arrays.copyOf(permission, permission.length + 4);
        assertThatThrownBy(() -> records.permission("1:va", longer)).isInstanceOf(IllegalArgumentException.class);
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = Arrays.copyOf(user, 1 + random.nextInt(user.length));
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                records.user("a", damaged);
            } catch (IllegalArgumentException e) {
                refused++;
                assertThat(e.getMessage()).as("seed %d", seed).contains("user 'a'");
            }
        }
        assertThat(refused).isGreaterThan(500);
    }
}
