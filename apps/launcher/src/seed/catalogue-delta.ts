import { CENTRAL, type HolderCatalogue, LOCAL, MIXED, OWN, STATE } from './catalogue';

/** Instruments in the Yangtze Delta outside Jiaxing: these are what vouchers are for. */
// prettier-ignore
export const DELTA_CATALOGUE: readonly HolderCatalogue[] = [
  {
    holder: 'shanghai',
    assetPrefix: 'SH',
    address: '上海市浦东新区示例路 888 号',
    entries: [
      ['球差校正透射电子显微镜', 'Aberration-corrected TEM', '010101', 'Spectra 300', 'Thermo Scientific', '荷兰', 2_980_000_000, STATE, 'trained', { per_hour: 2_400 }],
      ['双束聚焦离子束显微镜', 'FIB-SEM', '010102', 'Helios 5 UX', 'Thermo Scientific', '荷兰', 986_000_000, STATE, 'reviewed', { per_hour: 1_600 }],
      ['飞行时间二次离子质谱仪', 'TOF-SIMS', '010200', 'TOF.SIMS 5-100', 'IONTOF', '德国', 1_180_000_000, STATE, 'reviewed', { per_hour: 1_800 }],
      ['电子探针显微分析仪', 'Electron probe microanalyser', '010103', 'JXA-iHP200F', 'JEOL', '日本', 820_000_000, STATE, 'office', { per_hour: 1_200 }],
      ['高分辨电感耦合等离子体质谱仪', 'High-resolution ICP-MS', '010202', 'Element XR', 'Thermo Scientific', '德国', 560_000_000, STATE, 'halfDays', { per_sample: 420 }],
      ['小角X射线散射仪', 'Small angle X-ray scattering instrument', '010300', 'Xeuss 3.0', 'Xenocs', '法国', 430_000_000, OWN, 'evening', { per_hour: 720 }],
      ['动态热机械分析仪', 'Dynamic mechanical analyser', '010900', 'DMA 850', 'TA Instruments', '美国', 68_000_000, OWN, 'office', { per_hour: 320 }],
      ['高温蠕变试验机', 'High temperature creep tester', '020101', 'ATS 2330', 'ATS', '美国', 92_000_000, OWN, 'nonstop', { per_hour: 110 }, { units: 3 }],
      ['辉光放电光谱仪', 'Glow discharge spectrometer', '010400', 'GD-Profiler 2', 'HORIBA', '法国', 175_000_000, OWN, 'office', { per_sample: 380 }],
      ['三维数字图像相关变形测量系统', 'Digital image correlation system', '020300', 'ARAMIS SRX', 'GOM', '德国', 126_000_000, OWN, 'evening', { per_hour: 480 }],
      ['中子探测模拟平台', 'Neutron detection simulation platform', '100100', 'ND-2000', '示例核仪器', '中国', 268_000_000, STATE, 'reviewed', { per_hour: 900 }],
      ['激光加工工艺验证系统', 'Laser processing validation system', '140100', 'TruMicro 2030', 'TRUMPF', '德国', 298_000_000, OWN, 'office', { per_hour: 850 }],
    ],
  },
  {
    holder: 'suzhou',
    assetPrefix: 'SZ',
    address: '苏州市示例纳米城 3 号楼',
    entries: [
      ['电子束曝光系统', 'Electron beam lithography system', '120302', 'JBX-6300FS', 'JEOL', '日本', 1_560_000_000, LOCAL, 'trained', { per_hour: 2_000 }],
      ['感应耦合等离子体刻蚀机', 'ICP etcher', '120302', 'PlasmaPro 100', 'Oxford Instruments', '英国', 365_000_000, LOCAL, 'reviewed', { per_hour: 900 }],
      ['原子层沉积系统', 'Atomic layer deposition system', '120302', 'R-200 Advanced', 'Picosun', '芬兰', 288_000_000, LOCAL, 'evening', { per_hour: 760 }],
      ['半导体参数分析仪', 'Semiconductor parameter analyser', '040500', 'B1500A', 'Keysight', '日本', 96_000_000, MIXED, 'office', { per_hour: 420 }],
      ['矢量网络分析仪', 'Vector network analyser', '040400', 'N5247B PNA-X', 'Keysight', '美国', 238_000_000, MIXED, 'office', { per_hour: 560 }],
      ['光电器件光谱响应测试系统', 'Spectral response test system', '110500', 'QEX10', 'PV Measurements', '美国', 72_000_000, OWN, 'evening', { per_hour: 300 }],
      ['太阳光模拟器及组件测试台', 'Solar simulator and module test bench', '110500', 'QuickSun 600', 'Endeas', '芬兰', 148_000_000, OWN, 'office', { per_hour: 520 }],
      ['低温强磁场物性测量系统', 'Physical property measurement system', '029900', 'PPMS DynaCool 9T', 'Quantum Design', '美国', 498_000_000, CENTRAL, 'nonstop', { per_hour: 380 }],
      ['无尘室颗粒监测系统', 'Clean room particle monitoring system', '020500', 'MET ONE 3400', 'Beckman Coulter', '美国', 18_600_000, OWN, 'office', { per_use: 260 }],
    ],
  },
  {
    holder: 'hangzhou',
    assetPrefix: 'HZ',
    address: '杭州市示例区生命科学园 12 幢',
    entries: [
      ['高通量DNA测序仪', 'High-throughput DNA sequencer', '011007', 'NovaSeq 6000', 'Illumina', '美国', 780_000_000, LOCAL, 'reviewed', { per_use: 3_600 }],
      ['超高分辨液质联用仪', 'High-resolution LC-MS', '010201', 'Orbitrap Exploris 480', 'Thermo Scientific', '德国', 652_000_000, LOCAL, 'halfDays', { per_sample: 520 }],
      ['圆二色光谱仪', 'Circular dichroism spectrometer', '010400', 'J-1500', 'JASCO', '日本', 98_000_000, LOCAL, 'office', { per_hour: 360 }],
      ['生物分子相互作用分析仪', 'Biomolecular interaction analyser', '011000', 'Biacore 8K', 'Cytiva', '瑞典', 326_000_000, MIXED, 'evening', { per_hour: 680 }],
      ['高内涵细胞成像分析系统', 'High-content imaging system', '010800', 'Opera Phenix Plus', 'Revvity', '德国', 520_000_000, LOCAL, 'trained', { per_hour: 740 }],
      ['小动物活体成像系统', 'In vivo imaging system', '090200', 'IVIS Spectrum', 'Revvity', '美国', 286_000_000, CENTRAL, 'reviewed', { per_hour: 560 }],
      ['药物中试反应装置', 'Pharmaceutical pilot reactor', '120204', 'Optimax 1001', 'Mettler Toledo', '瑞士', 88_000_000, MIXED, 'evening', { per_hour: 420, minimum: 1_000 }],
      ['全自动凯氏定氮仪', 'Automatic Kjeldahl analyser', '011100', 'Kjeltec 8400', 'FOSS', '丹麦', 24_800_000, OWN, 'office', { per_sample: 70 }],
      ['微流控芯片工艺验证线', 'Microfluidic chip process line', '120200', 'MF-PILOT-2', '示例微纳装备', '中国', 138_000_000, MIXED, 'reviewed', { per_hour: 880 }],
    ],
  },
];
