// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry} from "../../src/interfaces/IProverRegistry.sol";
import {Deployment, IRollup, Settings, Status} from "../../src/interfaces/IRollup.sol";
import {ITrellisToken} from "../../src/interfaces/ITrellisToken.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

contract RollupDeploymentTest is RollupFixture {
    function expectRange(bytes32 name, uint256 value, uint256 min, uint256 max) internal {
        vm.expectRevert(abi.encodeWithSelector(IRollup.SettingOutOfRange.selector, name, value, min, max));
    }

    function test_rangesOfTheSettings() public {
        Settings memory s = settings();
        s.proposalWindow = 0;
        expectRange("proposalWindow", 0, 1, 86_400);
        newRollup(s, parts());
        s.proposalWindow = 86_401;
        expectRange("proposalWindow", 86_401, 1, 86_400);
        newRollup(s, parts());
        s = settings();
        s.proofWindow = 0;
        expectRange("proofWindow", 0, 1, 604_800);
        newRollup(s, parts());
        s.proofWindow = 604_801;
        expectRange("proofWindow", 604_801, 1, 604_800);
        newRollup(s, parts());
        s = settings();
        s.inclusionDelay = 0;
        expectRange("inclusionDelay", 0, 1, 2_592_000);
        newRollup(s, parts());
        s.inclusionDelay = 2_592_001;
        expectRange("inclusionDelay", 2_592_001, 1, 2_592_000);
        newRollup(s, parts());
        s = settings();
        s.minBurnBid = 0;
        expectRange("minBurnBid", 0, 1, type(uint96).max);
        newRollup(s, parts());
        s = settings();
        s.leafWeight = 0;
        expectRange("leafWeight", 0, 1, 65_535);
        newRollup(s, parts());
        s = settings();
        s.mergeWeight = 0;
        expectRange("mergeWeight", 0, 1, 65_535);
        newRollup(s, parts());
        s = settings();
        s.rootWeight = 0;
        expectRange("rootWeight", 0, 1, 65_535);
        newRollup(s, parts());
        s = settings();
        s.uncommittedFactorBps = 10_001;
        expectRange("uncommittedFactorBps", 10_001, 0, 10_000);
        newRollup(s, parts());
        s = settings();
        s.targetProvers = 0;
        expectRange("targetProvers", 0, 1, 2048);
        newRollup(s, parts());
        s.targetProvers = 2049;
        expectRange("targetProvers", 2049, 1, 2048);
        newRollup(s, parts());
        s = settings();
        s.alphaMin = 7;
        expectRange("alphaMin", 7, 8, 24);
        newRollup(s, parts());
        s.alphaMin = 25;
        expectRange("alphaMin", 25, 8, 24);
        newRollup(s, parts());
        s = settings();
        s.alphaMax = 23;
        expectRange("alphaMax", 23, 24, 46);
        newRollup(s, parts());
        s.alphaMax = 47;
        expectRange("alphaMax", 47, 24, 46);
        newRollup(s, parts());
        s = settings();
        s.uncles = 5;
        expectRange("uncles", 5, 0, 4);
        newRollup(s, parts());
    }

    function test_everyPartMustBeAContract() public {
        Deployment memory d = parts();
        d.token = alice;
        expectNoContract(d);
        d = parts();
        d.secondAsset = alice;
        expectNoContract(d);
        d = parts();
        d.registry = alice;
        expectNoContract(d);
        d = parts();
        d.verifier = alice;
        expectNoContract(d);
    }

    function expectNoContract(Deployment memory d) internal {
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotAContract.selector, alice));
        newRollup(settings(), d);
    }

    function test_theTokenMustTrustThisRollup() public {
        address next = addressFrom(address(this), vm.getNonce(address(this)));
        vm.expectRevert(abi.encodeWithSelector(IRollup.WrongMinter.selector, address(rollup), next));
        newRollup(settings(), parts());
    }

    function test_theRegistryMustStakeTheSameToken() public {
        Deployment memory d = parts();
        d.registry = address(newRegistry(address(second), STAKE, MIN_STAKE, EXIT_DELAY, alice));
        address next = addressFrom(address(this), vm.getNonce(address(this)) + 1);
        d.token = address(newToken(next, address(this), 0));
        vm.expectRevert(abi.encodeWithSelector(IRollup.WrongRegistryToken.selector, address(second), d.token));
        newRollup(settings(), d);
    }

    function test_stakesStayAsLongAsTheyCanBeSlashed() public {
        Deployment memory d = parts();
        address next = addressFrom(address(this), vm.getNonce(address(this)) + 2);
        d.token = address(newToken(next, address(this), 0));
        d.registry = address(newRegistry(d.token, STAKE, MIN_STAKE, 660, alice));
        vm.expectRevert(abi.encodeWithSelector(IRollup.ExitDelayTooShort.selector, 660, 660));
        newRollup(settings(), d);
    }

    /// @dev P3.4: a round waits for the round below it.
    function test_inPipelinedModeTheExitDelayOutlastsTwoProofWindows() public {
        Deployment memory d = parts();
        Settings memory s = settings();
        s.pipelined = true;
        address next = addressFrom(address(this), vm.getNonce(address(this)) + 2);
        d.token = address(newToken(next, address(this), 0));
        d.registry = address(newRegistry(d.token, STAKE, MIN_STAKE, 1260, alice));
        vm.expectRevert(abi.encodeWithSelector(IRollup.ExitDelayTooShort.selector, 1260, 1260));
        newRollup(s, d);
    }

    function test_assetsMustDiffer() public {
        Deployment memory d = parts();
        d.secondAsset = d.token;
        vm.expectRevert(abi.encodeWithSelector(IRollup.SameAsset.selector, d.token));
        newRollup(settings(), d);
    }

    function test_hashesMustBeFields() public {
        address next = addressFrom(address(this), vm.getNonce(address(this)) + 2);
        Deployment memory d = parts();
        d.token = address(newToken(next, address(this), 0));
        d.registry = address(newRegistry(d.token, STAKE, MIN_STAKE, EXIT_DELAY, alice));
        d.vkSetHash = P;
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotAField.selector, P));
        newRollup(settings(), d);
        next = addressFrom(address(this), vm.getNonce(address(this)) + 2);
        d.token = address(newToken(next, address(this), 0));
        d.registry = address(newRegistry(d.token, STAKE, MIN_STAKE, EXIT_DELAY, alice));
        (d.vkSetHash, d.genesisStateRoot) = (1, P + 1);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotAField.selector, P + 1));
        newRollup(settings(), d);
    }

    function test_genesis() public view {
        Status memory s = rollup.status();
        vm.assertEq(s.height, 1);
        vm.assertEq(s.round, 0);
        vm.assertEq(s.roundId, 1);
        vm.assertEq(s.head, 0);
        vm.assertEq(s.stateRoot, GENESIS);
        vm.assertEq(s.alpha, 24);
        vm.assertTrue(!s.windowOpen);
        vm.assertEq(s.windowStart, 0);
        vm.assertEq(s.commitEnd, 0);
        vm.assertEq(s.proofEnd, 0);
        vm.assertEq(s.proverSetRoot, registry.proverSetRoot());
        vm.assertEq(s.activeBitmap[0], (1 << 12) - 1);
        vm.assertEq(s.best, 0);
        vm.assertEq(keccak256(abi.encode(s.settings)), keccak256(abi.encode(settings())));
        vm.assertEq(keccak256(abi.encode(rollup.deployment())), keccak256(abi.encode(parts())));
        vm.assertEq(rollup.rollupId(), 31337 * 2 ** 160 + uint160(address(rollup)));
    }
}
