// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {CourtSettings, Settings} from "../../src/Types.sol";
import {IProverRegistry} from "../../src/interfaces/IProverRegistry.sol";
import {IRollupConstants} from "../../src/interfaces/IRollupConstants.sol";
import {SettingsRange} from "../../src/libraries/auction/SettingsRange.sol";
import {Test} from "../support/Test.sol";

/// @notice P11, R13: which settings are refused, and why: the vectors of packages/protocol hold L1 to `settingsFaults` in TypeScript.
contract SettingsVectorsTest is Test {
    string internal json = vm.readFile("../packages/protocol/vectors/settings.json");

    function numberAt(string memory key) internal view returns (uint256) {
        return vm.parseJsonUint(json, key);
    }

    function keyOf(string memory list, uint256 i) internal pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(i), "]");
    }

    /// @dev The encoded struct of case `i`: its words in the struct's order.
    function encodedOf(uint256 i, string memory part) internal view returns (bytes memory) {
        return abi.encodePacked(vm.parseJsonUintArray(json, string.concat(keyOf("cases", i), part)));
    }

    function settingsOf(uint256 i) internal view returns (Settings memory) {
        return abi.decode(encodedOf(i, ".settings"), (Settings));
    }

    function courtOf(uint256 i) internal view returns (CourtSettings memory) {
        return abi.decode(encodedOf(i, ".court"), (CourtSettings));
    }

    function check(Settings memory s, CourtSettings memory c) external pure {
        SettingsRange.check(s);
        SettingsRange.check(c, s);
    }

    /// @dev Name, value and range of the first fault below `key`; "" if there is none.
    function firstFault(string memory key)
        internal
        view
        returns (bytes32 setting, uint256 value, uint256 min, uint256 max)
    {
        key = string.concat(key, ".faults[0]");
        if (!vm.keyExistsJson(json, key)) return ("", 0, 0, 0);
        // A name has less than 32 letters.
        // forge-lint: disable-next-line(unsafe-typecast)
        setting = bytes32(bytes(vm.parseJsonString(json, string.concat(key, ".setting"))));
        value = numberAt(string.concat(key, ".value"));
        min = numberAt(string.concat(key, ".min"));
        max = numberAt(string.concat(key, ".max"));
    }

    function test_settings() public {
        uint256 taken;
        uint256 cases;
        for (; vm.keyExistsJson(json, keyOf("cases", cases)); ++cases) {
            (bytes32 setting, uint256 value, uint256 min, uint256 max) = firstFault(keyOf("cases", cases));
            if (setting == "") {
                ++taken;
            } else {
                bytes4 selector = IRollupConstants.SettingOutOfRange.selector;
                vm.expectRevert(abi.encodeWithSelector(selector, setting, value, min, max));
            }
            this.check(settingsOf(cases), courtOf(cases));
        }
        vm.assertGt(taken, 0);
        vm.assertGt(cases, taken);
    }

    function makeRegistry(uint256 stake, uint256 minStake, uint256 exitDelay) external {
        address me = address(this);
        create("ProverRegistry.sol", abi.encode(me, me, stake, minStake, exitDelay, me, me, me, me));
    }

    /// The registry looks at stakes. The court asks for an exit delay that is longer than any time in which a seat can be slashed.
    function test_stakes() public {
        uint256 wide = numberAt(".wide");
        (Settings memory s, CourtSettings memory c) = (settingsOf(wide), courtOf(wide));
        uint256 slashable = SettingsRange.longestRound(s) + c.reportWindow + c.contestWindow;
        uint256 refused;
        uint256 cases;
        for (; vm.keyExistsJson(json, keyOf("stakes", cases)); ++cases) {
            string memory key = keyOf("stakes", cases);
            uint256 exitDelay = numberAt(string.concat(key, ".exitDelay"));
            (bytes32 setting, uint256 value, uint256 min, uint256 max) = firstFault(key);
            bool isCourts = setting == "exitDelay";
            if (isCourts) {
                vm.assertEq(min, slashable + 1);
                vm.assertEq(value, exitDelay);
            }
            vm.assertEq(exitDelay <= slashable || exitDelay > 365 days, isCourts);
            if (setting != "" && (!isCourts || exitDelay > max)) {
                ++refused;
                bytes4 selector = IProverRegistry.SettingOutOfRange.selector;
                vm.expectRevert(abi.encodeWithSelector(selector, setting, value, isCourts ? 1 : min, max));
            }
            this.makeRegistry(
                numberAt(string.concat(key, ".stake")), numberAt(string.concat(key, ".minStake")), exitDelay
            );
        }
        vm.assertGt(refused, 0);
        vm.assertGt(cases, refused);
    }
}
